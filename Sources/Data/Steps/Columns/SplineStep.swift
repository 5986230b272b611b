import Spec

package struct SplineStep: Step {
    package static let name = "spline"
    package static let about = """
        Replaces numbers by a basis of B-splines: a smooth curve for a linear model.

            B-splines over the knots: knots + degree - 1 columns that sum to 1 in every row

        The new columns, column_sp0, column_sp1 and so on, stand where the column stood.

        - Limits: values outside those of training have the values of the nearest end; missing values stay
          missing
        - Errors: columns that are no numbers, or constant in the training rows; the target among them
        - Source: values as in scikit-learn's `SplineTransformer` (extrapolation constant); C. de Boor, "On
          calculating with B-splines", J. Approximation Theory 6, 1972
        """
    package static let primaryField: String? = "columns"

    enum Placement: String, Sendable, CaseIterable {
        case uniform, quantile
    }

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let knots: Int
    let degree: Int
    let placement: Placement
    let hasBias: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that are replaced.")
        knots = fields.int(
            "knots", default: 5, in: .closed(2, 1000), "Places where pieces meet, ends included.")
        degree = fields.int("degree", default: 3, in: .closed(1, 10), "Degree of the pieces.")
        placement = fields.choice(
            "placement", default: .uniform,
            "Whether the knots lie evenly between the ends of the training rows, or at even quantiles.")
        hasBias = fields.bool(
            "bias", default: true,
            "Whether the last column is kept; models with a bias of their own do not need it.")
        scope = fields.choice("fit_on", default: .train, "Rows that the knots are taken from.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let fitted = try names(context).map { name -> SplineTransform.Knots in
                let sorted = try rows.sortedNumbers(name, for: Self.name)
                guard let first = sorted.first, let last = sorted.last, first < last else {
                    throw StepFailure("'spline' cannot be fitted: '\(name)' is constant in the training rows")
                }
                let shares = (0..<knots).map { Double($0) / Double(knots - 1) }
                let places = shares.map { share in
                    placement == .quantile ? Quantile.of(sorted, share) : first + (last - first) * share
                }
                return SplineTransform.Knots(name: name, knots: places)
            }
            return SplineTransform(columns: fitted, degree: degree, hasBias: hasBias)
        }
    }

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try names(context) {
            let added = (0..<(knots + degree - 1 - (hasBias ? 0 : 1))).map {
                ColumnSchema(name: "\(name)_sp\($0)", type: .number)
            }
            schema = schema.replacing(name, with: added)
        }
        return schema
    }
}

struct SplineTransform: Transform {
    struct Knots: Codable, Sendable {
        var name: String
        /// Ascending, ends included.
        var knots: [Double]
    }

    static let stepName = "spline"

    let columns: [Knots]
    let degree: Int
    let hasBias: Bool

    func apply(to table: Table) throws -> Table {
        var changes: [String: [(name: String, column: Column)]] = [:]
        for entry in columns {
            let column = try table.numbers(entry.name, for: Self.stepName)
            let basis = SplineBasis(knots: entry.knots, degree: degree)
            let kept = basis.count - (hasBias ? 0 : 1)
            let storages = (0..<kept).map { _ in NumberStorage(uninitialized: column.count) }
            var values = [Double](repeating: 0, count: basis.count)
            for row in 0..<column.count {
                basis.evaluate(column.storage.pointer[row], into: &values)
                for index in 0..<kept { storages[index].pointer[row] = values[index] }
            }
            changes[entry.name] = storages.enumerated().map { index, storage in
                (
                    name: "\(entry.name)_sp\(index)",
                    column: Column.numbers(NumberColumn(storage: storage, validity: column.validity))
                )
            }
        }
        return try table.replacing(changes)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: columns.map { ($0.name, names($0)) })
    }

    private func names(_ entry: Knots) -> [String] {
        let count = SplineBasis(knots: entry.knots, degree: degree).count - (hasBias ? 0 : 1)
        return (0..<max(0, count)).map { "\(entry.name)_sp\($0)" }
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        for entry in columns where absent.contains(entry.name) { absent.formUnion(names(entry)) }
        return kept.isEmpty ? nil : SplineTransform(columns: kept, degree: degree, hasBias: hasBias)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
