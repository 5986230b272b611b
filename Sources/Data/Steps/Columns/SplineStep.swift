import Spec

package struct SplineStep: ColumnwiseStep {
    package static let name = "spline"
    package static let about = """
        Replaces numbers by a basis of B-splines: a smooth curve for a linear model.

            B-splines over the knots: knots + degree - 1 columns that sum to 1 in every row

        The new columns, column_sp0, column_sp1 and so on, stand where the column stood.

        - Limits: values outside those of training have the values of the nearest end; missing values stay
          missing
        - Errors: columns that are not numbers, or constant in the training rows; the target among them
        - Source: values as in scikit-learn's `SplineTransformer` (extrapolation constant); C. de Boor, "On
          calculating with B-splines", J. Approximation Theory 6, 1972
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{spline: {columns: [area, rooms]}}"

    enum Placement: String, Sendable, CaseIterable {
        case uniform, quantile
    }

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [SplineTransform.self]

    let columns: ColumnSelector
    let knots: Int
    let degree: Int
    let placement: Placement
    let hasBias: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
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
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            let sorted = try rows.sortedNumbers(name, for: Self.name)
            guard let first = sorted.first, let last = sorted.last, first < last else {
                throw StepFailure("'spline' cannot be fitted: '\(name)' is constant in the training rows")
            }
            let places = (0..<knots).map { index in
                let share = Double(index) / Double(knots - 1)
                return placement == .quantile ? Quantile.of(sorted, share) : first + (last - first) * share
            }
            return SplineTransform.Knots(name: name, knots: places)
        } transform: {
            SplineTransform(columns: $0, degree: degree, hasBias: hasBias)
        }
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        (0..<(knots + degree - 1 - (hasBias ? 0 : 1))).map {
            ColumnSchema(name: "\(column.name)_sp\($0)", type: .number)
        }
    }
}

struct SplineTransform: ReplacingTransform {
    struct Knots: ColumnState {
        var name: String
        /// Ascending, ends included.
        var knots: [Double]
    }

    static let stepName = "spline"

    var columns: [Knots]
    let degree: Int
    let hasBias: Bool

    func outputs(of entry: Knots) -> [String] {
        let count = SplineBasis(knots: entry.knots, degree: degree).count - (hasBias ? 0 : 1)
        return (0..<max(0, count)).map { "\(entry.name)_sp\($0)" }
    }

    func made(of entry: Knots, in table: Table) throws -> [Column] {
        let column = try table.numbers(entry.name, for: Self.stepName)
        let basis = SplineBasis(knots: entry.knots, degree: degree)
        let kept = basis.count - (hasBias ? 0 : 1)
        let storages = (0..<kept).map { _ in NumberStorage(uninitialized: column.count) }
        var values = [Double](repeating: 0, count: basis.count)
        for row in 0..<column.count {
            basis.evaluate(column.storage.pointer[row], into: &values)
            for index in 0..<kept { storages[index].pointer[row] = values[index] }
        }
        return storages.map { .numbers(NumberColumn(storage: $0, validity: column.validity)) }
    }
}
