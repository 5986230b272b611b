import Spec

package struct StandardizeStep: Step {
    package static let name = "standardize"
    package static let about = """
        Shifts and scales columns to mean 0 and standard deviation 1.

            z = (x - mean) / deviation,   deviation = √(Σ (x - mean)² / (n - ddof))

        Mean and deviation are those of the training rows. A column of tensors, such as images, has one mean
        and one deviation over all of its numbers. Applied to the target it is undone for predictions.
        `fit_on: all` looks at test rows too; it reproduces published mistakes and is reported as a leak.

        - Limits: a constant column is divided by 1, with a warning; missing values are passed over and stay
          missing
        - Errors: columns that are no numbers, or without a value in the training rows
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let ddof: Int
    let withMean: Bool
    let withDeviation: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        ddof = fields.int(
            "ddof", default: 0, in: .closed(0, 1),
            "Taken off the divisor n: 0 as in scikit-learn, 1 for the sample's deviation.")
        withMean = fields.bool("with_mean", default: true, "Whether the mean is taken away.")
        withDeviation = fields.bool(
            "with_std", default: true, "Whether values are divided by the standard deviation.")
        scope = fields.choice("fit_on", default: .train, "Rows that mean and deviation are computed from.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveNumbers(in: context, for: Self.name, tensors: true)
            return StandardizeTransform(columns: try names.map { try fit($0, rows) })
        }
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

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name, tensors: true)
        return context.schema
    }
}

struct StandardizeTransform: Transform {
    struct Scale: Codable, Sendable {
        var name: String
        var mean: Double
        var deviation: Double
        var isConstant: Bool
    }

    static let stepName = "standardize"

    let columns: [Scale]

    var warnings: [String] {
        let constant = columns.filter(\.isConstant).map { "'\($0.name)'" }
        guard !constant.isEmpty else { return [] }
        return [
            "constant in the training rows and therefore not scaled: " + constant.joined(separator: ", ")
        ]
    }

    func apply(to table: Table) throws -> Table {
        var table = table
        for scale in columns {
            if case .tensors(let tensors)? = table[scale.name] {
                let scaled = tensors.scaled(subtracting: scale.mean, dividingBy: scale.deviation)
                try table.set(scale.name, .tensors(scaled))
                continue
            }
            let column = try table.numbers(scale.name, for: Self.stepName)
            let mean = scale.mean
            let deviation = scale.deviation
            try table.set(scale.name, .numbers(column.mapped { ($0 - mean) / deviation }))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : StandardizeTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        guard let scale = columns.first(where: { $0.name == name }) else { return .none }
        return .invertible(.affine(offset: scale.mean, scale: scale.deviation))
    }
}
