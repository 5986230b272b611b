import Spec

package struct StandardizeStep: ColumnwiseStep {
    package static let name = "standardize"
    package static let about = """
        Shifts and scales columns to mean 0 and standard deviation 1.

            z = (x - mean) / deviation,   deviation = √(Σ (x - mean)² / (n - ddof))

        Mean and deviation are those of the training rows. A column of tensors, such as images, has one mean
        and one deviation over all of its numbers. Applied to the target it is undone for predictions.
        `fit_on: all` looks at test rows too; it reproduces published mistakes and is reported as a leak.

        - Limits: a constant column is divided by 1, with a warning; missing values are ignored and stay
          missing
        - Errors: columns that are not numbers, or without a value in the training rows
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{standardize: {columns: [area, rooms]}}"

    static let takes = ColumnKinds.numbersAndTensors
    package static let transforms: [any Transform.Type] = [StandardizeTransform.self]

    let columns: ColumnSelector
    let ddof: Int
    let withMean: Bool
    let withDeviation: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        ddof = fields.int(
            "ddof", default: 0, in: .closed(0, 1),
            "Taken off the divisor n: 0 as in scikit-learn, 1 for the sample's deviation.")
        withMean = fields.bool("with_mean", default: true, "Whether the mean is subtracted.")
        withDeviation = fields.bool(
            "with_std", default: true, "Whether values are divided by the standard deviation.")
        scope = fields.choice("fit_on", default: .train, "Rows that mean and deviation are computed from.")
    }

    package var preparation: StepPreparation {
        fitted(on: scope, each: fit) { StandardizeTransform(columns: $0) }
    }

    private func fit(_ name: String, _ rows: TrainingRows) throws -> StandardizeTransform.Scale {
        let statistics = try rows.statistics(name, for: Self.name)
        guard statistics.count > ddof else {
            throw StepFailure("'standardize' with ddof 1 needs two values of '\(name)', found one")
        }
        let isConstant = statistics.isConstant
        let deviation = statistics.deviation(ddof: ddof)
        return StandardizeTransform.Scale(
            name: name, mean: withMean ? statistics.mean : 0,
            deviation: withDeviation && !isConstant ? deviation : 1, isConstant: isConstant && withDeviation)
    }
}

struct StandardizeTransform: ReplacingTransform {
    struct Scale: ColumnState {
        var name: String
        var mean: Double
        var deviation: Double
        var isConstant: Bool
    }

    static let stepName = "standardize"

    var columns: [Scale]

    var warnings: [String] {
        warning("constant in the training rows and therefore not scaled", about: columns.filter(\.isConstant))
    }

    func made(of scale: Scale, in table: Table) throws -> [Column] {
        let (mean, deviation) = (scale.mean, scale.deviation)
        if case .tensors(let tensors)? = table[scale.name] {
            return [.tensors(tensors.scaled(subtracting: mean, dividingBy: deviation))]
        }
        let column = try table.numbers(scale.name, for: Self.stepName)
        return [.numbers(column.mapped { ($0 - mean) / deviation })]
    }

    func effect(on scale: Scale) -> TargetEffect {
        .invertible(.affine(offset: scale.mean, scale: scale.deviation))
    }
}
