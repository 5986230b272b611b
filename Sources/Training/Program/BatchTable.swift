import Graph
import Kernels

/// The training tables as a step reads them: rows gathered through an order, or the whole tables as they lie.
struct BatchTable {
    let graph: Graph
    /// Rows of the tables, all together.
    let rows: Int
    /// Tables that lie one after another: 1, or one per trial.
    let tables: Int
    /// int32 [S, B]: which rows the batch has; nil for all.
    let order: Tensor?

    /// The batch's rows of a table [rows, columns]: [S, B, columns].
    func batch(_ name: String, columns: Int) -> Tensor {
        let table = graph.input(name, shape: [rows, columns], fixed: true)
        return order.map { table.gatherRows($0) }
            ?? table.reshaped(to: [tables, rows / max(tables, 1), columns])
    }
}
