import Spec

package struct BinStep: Step {
    package static let name = "bin"
    package static let about = """
        Replaces numbers by the number of their bin.

            y = how many inner edges are ≤ x,   from 0 to bins - 1

        For a column per bin follow with `one_hot`. Given edges include the outer ones: `{columns: age,
        edges: [0, 18, 65, 120]}`.

        - Limits: values outside the outer edges belong to the first and the last bin; equal quantiles make
          fewer bins, with a warning; missing values stay missing
        - Errors: columns that are no numbers; the target among them; edges that do not ascend
        - Source: values as in scikit-learn's `KBinsDiscretizer` (encode ordinal, quantile_method linear)
        """
    package static let primaryField: String? = "columns"

    enum Strategy: String, Sendable, CaseIterable {
        case quantile, uniform
    }

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let bins: Int
    let strategy: Strategy
    let edges: [Double]?
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
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
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        if let edges {
            return .stateless(changesRows: false) { context in
                BinTransform(
                    columns: try names(context).map { .init(name: $0, edges: edges, wanted: edges.count - 1) }
                )
            }
        }
        return .fitted(on: scope) { rows, context in
            BinTransform(
                columns: try names(context).map { name in
                    let sorted = try rows.sortedNumbers(name, for: Self.name)
                    return BinTransform.Edges(name: name, edges: edges(of: sorted), wanted: bins)
                })
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

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try names(context)
        return context.schema
    }
}

struct BinTransform: Transform {
    struct Edges: Codable, Sendable {
        var name: String
        var edges: [Double]
        var wanted: Int
    }

    static let stepName = "bin"

    let columns: [Edges]

    var warnings: [String] {
        columns.filter { $0.edges.count - 1 < $0.wanted }.map {
            "'\($0.name)' has \(max(1, $0.edges.count - 1)) bins instead of \($0.wanted): too many equal values"
        }
    }

    func apply(to table: Table) throws -> Table {
        var table = table
        for entry in columns {
            let inner = Array(entry.edges.dropFirst().dropLast())
            let column = try table.numbers(entry.name, for: Self.stepName)
            let binned = column.mapped { value in
                var (low, high) = (0, inner.count)
                while low < high {
                    let middle = (low + high) / 2
                    if inner[middle] <= value { low = middle + 1 } else { high = middle }
                }
                return value.isNaN ? .nan : Double(low)
            }
            try table.set(entry.name, .numbers(binned))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : BinTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
