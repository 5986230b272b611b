import Spec

package struct NormalizeStep: Step {
    package static let name = "normalize"
    package static let aliases: [String] = ["min_max"]
    package static let about = """
        Shifts and scales columns into a range, [0, 1] by default.

            y = (x - minimum) / (maximum - minimum) · (upper - lower) + lower

        The extremes are those of the training rows, so other rows may fall outside the range. Applied to
        the target it is undone for predictions. `fit_on: all` looks at test rows too and is reported as a
        leak.

        - Limits: a constant column becomes `lower`, with a warning; missing values are passed over and stay
          missing
        - Errors: columns that are no numbers, or without a value in the training rows; an empty range
        """
    package static let primaryField: String? = "columns"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let lower: Double
    let upper: Double
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that are changed.")
        let range = fields.doubles(
            "range", count: 2, default: [0, 1], "Lower and upper end of the new range.")
        lower = range.first ?? 0
        upper = range.last ?? 1
        if !(lower < upper) {
            fields.report(
                Diagnostic(
                    "out-of-range", "the lower end of the range must be below the upper one",
                    at: fields.origin(of: "range")))
        }
        scope = fields.choice("fit_on", default: .train, "Rows that the extremes are taken from.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveNumbers(in: context, for: Self.name, tensors: true)
            let scales = try names.map { name -> NormalizeTransform.Scale in
                let statistics = try rows.statistics(name, for: Self.name)
                return NormalizeTransform.Scale(
                    name: name, minimum: statistics.minimum, maximum: statistics.maximum)
            }
            return NormalizeTransform(columns: scales, lower: lower, upper: upper)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try columns.resolveNumbers(in: context, for: Self.name, tensors: true)
        return context.schema
    }
}

struct NormalizeTransform: Transform {
    struct Scale: Codable, Sendable {
        var name: String
        var minimum: Double
        var maximum: Double

        /// 1 for a constant column.
        var width: Double { maximum > minimum ? maximum - minimum : 1 }
    }

    static let stepName = "normalize"

    let columns: [Scale]
    let lower: Double
    let upper: Double

    var warnings: [String] {
        let constant = columns.filter { $0.maximum <= $0.minimum }.map { "'\($0.name)'" }
        guard !constant.isEmpty else { return [] }
        return ["constant in the training rows and therefore all equal: " + constant.joined(separator: ", ")]
    }

    func apply(to table: Table) throws -> Table {
        var table = table
        let lower = lower
        let span = upper - lower
        for scale in columns {
            if case .tensors(let tensors)? = table[scale.name] {
                // (v − minimum) / width · span + lower, as one shift and one factor.
                let factor = scale.width / span
                let scaled = tensors.scaled(
                    subtracting: scale.minimum - lower * factor, dividingBy: factor)
                try table.set(scale.name, .tensors(scaled))
                continue
            }
            let column = try table.numbers(scale.name, for: Self.stepName)
            let minimum = scale.minimum
            let width = scale.width
            let changed = column.mapped { ($0 - minimum) / width * span + lower }
            try table.set(scale.name, .numbers(changed))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : NormalizeTransform(columns: kept, lower: lower, upper: upper)
    }

    func effect(onTarget name: String) -> TargetEffect {
        guard let scale = columns.first(where: { $0.name == name }) else { return .none }
        let factor = scale.width / (upper - lower)
        return .invertible(.affine(offset: scale.minimum - lower * factor, scale: factor))
    }
}
