import Spec

package struct BinStep: ColumnwiseStep {
    package static let name = "bin"
    package static let about = """
        Replaces numbers by the number of their bin.

            y = how many inner edges are ≤ x,   from 0 to bins - 1

        For a column per bin follow with `one_hot`. Given edges include the outer ones: `{columns: age,
        edges: [0, 18, 65, 120]}`.

        - Limits: values outside the outer edges belong to the first and the last bin; equal quantiles make
          fewer bins, with a warning; missing values stay missing
        - Errors: columns that are not numbers; the target among them; edges that do not ascend
        - Source: values as in scikit-learn's `KBinsDiscretizer` (encode ordinal, quantile_method linear)
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{bin: {columns: area, bins: 4}}"

    enum Strategy: String, Sendable, CaseIterable {
        case quantile, uniform
    }

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [BinTransform.self]

    let columns: ColumnSelector
    let bins: Int
    let strategy: Strategy
    let edges: [Double]?
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are replaced.")
        bins = fields.int("bins", default: 5, in: .closed(2, 100_000), "Number of bins.")
        strategy = fields.choice(
            "strategy", default: .quantile,
            "Whether bins have equal shares of the training rows (quantile) or cut their range evenly (uniform)."
        )
        edges = fields.optionalDoubles(
            "edges", "Inner and outer edges, ascending; in place of bins and strategy.")
        scope = fields.choice("fit_on", default: .train, "Rows that the edges are taken from.")
        if let edges, edges.count < 2 || !zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) {
            fields.report(
                Diagnostic(
                    "out-of-range", "edges are at least two numbers, each above the one before",
                    at: fields.origin(of: "edges")))
        }
    }

    package var preparation: StepPreparation {
        if let edges {
            return stateless {
                BinTransform(columns: $0.map { .init(name: $0, edges: edges, wanted: edges.count - 1) })
            }
        }
        return fitted(on: scope) { name, rows in
            let sorted = try rows.sortedNumbers(name, for: Self.name)
            return BinTransform.Edges(name: name, edges: edges(of: sorted), wanted: bins)
        } transform: {
            BinTransform(columns: $0)
        }
    }

    private func edges(of sorted: [Double]) -> [Double] {
        guard let first = sorted.first, let last = sorted.last, first < last else {
            return sorted.prefix(1) + sorted.suffix(1)
        }
        if strategy == .uniform {
            // NumPy's linspace: the step times the index, the end exactly.
            let step = (last - first) / Double(bins)
            return (0..<bins).map { first + Double($0) * step } + [last]
        }
        var edges: [Double] = []
        for index in 0...bins {
            let edge = Quantile.of(sorted, Double(index) / Double(bins))
            if edges.last.map({ edge - $0 > 1e-8 }) ?? true { edges.append(edge) }
        }
        return edges
    }
}

struct BinTransform: ReplacingTransform {
    struct Edges: ColumnState {
        var name: String
        var edges: [Double]
        var wanted: Int
    }

    static let stepName = "bin"

    var columns: [Edges]

    var warnings: [String] {
        columns.filter { $0.edges.count - 1 < $0.wanted }.map {
            "'\($0.name)' has \(max(1, $0.edges.count - 1)) bins instead of \($0.wanted): too many equal values"
        }
    }

    func made(of entry: Edges, in table: Table) throws -> [Column] {
        let inner = Array(entry.edges.dropFirst().dropLast())
        let column = try table.numbers(entry.name, for: Self.stepName)
        return [
            .numbers(
                column.mapped { value in
                    value.isNaN ? .nan : Double(inner.partitionIndex { $0 > value })
                })
        ]
    }
}

extension Array {
    /// Where the first element stands for which the condition holds, in an array in which it holds for all after that.
    func partitionIndex(_ condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
