import Graph
import Kernels

/// The training tables as a step reads them: rows gathered through an order, or the whole tables as they lie.
struct BatchTable {
    let graph: Graph
    /// Rows of the tables.
    let rows: Int
    /// int32 [S, B]: which rows the batch has; nil for all.
    let order: Tensor?

    /// The batch's rows of a table [rows, columns]: [S, B, columns].
    func batch(_ name: String, columns: Int) throws -> Tensor {
        let table = try graph.input(name, shape: [rows, columns], fixed: true)
        if let order { return try graph.gatherRows(table, rows: order) }
        return try graph.reshape(table, to: [1, rows, columns])
    }
}
