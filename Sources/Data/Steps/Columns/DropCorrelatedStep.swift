import Spec

package struct DropCorrelatedStep: Step {
    package static let name = "drop_correlated"
    package static let about = """
        Removes columns that say the same as an earlier one.

            a column goes where |correlation| with a kept column before it > threshold

        The correlations are those of the training rows. The first of several such columns stays.

        - Limits: rows in which one of the two is missing do not count for them; constant columns correlate
          with nothing (see `variance_threshold`); time of rows · candidates²
        - Errors: candidates that are not numbers
        """
    package static let primaryField: String? = "threshold"
    package static let example: String? = "{drop_correlated: {columns: [area, income], threshold: 0.5}}"

    package static let transforms: [any Transform.Type] = [DropCorrelatedTransform.self]

    let columns: ColumnSelector
    let threshold: Double
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that may be removed.")
        threshold = fields.double(
            "threshold", default: 0.95, in: .closed(0, 1), "Magnitude of the correlation that is too large.")
        scope = fields.choice("fit_on", default: .train, "Rows that the correlations are computed from.")
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveFactors(in: context, for: Self.name)
            let table = rows.table(names)
            let values = try names.map { Array(try table.numberValues($0, for: Self.name).values) }
            var kept: [Int] = []
            var dropped: [DropCorrelatedTransform.Pair] = []
            for index in names.indices {
                var twin: DropCorrelatedTransform.Pair?
                for other in kept {
                    let correlation = Correlation.of(values[index], values[other])
                    guard abs(correlation) > threshold else { continue }
                    twin = .init(name: names[index], resembles: names[other], correlation: correlation)
                    break
                }
                if let twin { dropped.append(twin) } else { kept.append(index) }
            }
            return DropCorrelatedTransform(dropped: dropped)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveFactors(in: context, for: Self.name)
        var schema = context.schema
        schema.isProvisional = true
        return schema
    }
}

struct DropCorrelatedTransform: Transform {
    struct Pair: Codable, Sendable {
        var name: String
        var resembles: String
        var correlation: Double
    }

    static let stepName = "drop_correlated"

    let dropped: [Pair]

    func apply(to table: Table) throws -> Table { table.dropping(Set(dropped.map(\.name))) }
}

/// Correlation of two columns (Pearson); 0 where one of them is constant.
enum Correlation {
    static func of(_ first: [Double], _ second: [Double]) -> Double {
        let rows = first.indices.filter { !first[$0].isNaN && !second[$0].isNaN }
        let (x, y) = (rows.map { first[$0] }, rows.map { second[$0] })
        let (left, right) = (ColumnStatistics(x), ColumnStatistics(y))
        guard x.count > 1, !left.isConstant, !right.isConstant else { return 0 }
        var product = 0.0
        for row in x.indices { product += (x[row] - left.mean) * (y[row] - right.mean) }
        return product / (left.squares.squareRoot() * right.squares.squareRoot())
    }
}
