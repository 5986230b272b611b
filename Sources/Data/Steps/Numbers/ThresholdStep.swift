import Spec

package struct ThresholdStep: Step {
    package static let name = "threshold"
    package static let about = """
        Makes a label of a number: whether it lies above a threshold.

            label = labels[1] where x > threshold, else labels[0]

        The threshold is a number, or `mean` or `median` of the training rows: `{price: 100}`. The column
        becomes one of categories; as the target it makes a classification. `fit_on: all` looks at test rows
        too and is reported as a leak.

        - Limits: missing values stay missing
        - Errors: columns that are not numbers, or without a value in the training rows
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{threshold: {columns: {area: median}, labels: [small, large]}}"

    package static let transforms: [any Transform.Type] = [ThresholdTransform.self]

    let columns: [(key: String, value: ThresholdValue, origin: Origin)]
    let labels: [String]
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.entries(
            "columns", of: ThresholdValue.self, "The threshold of each column, by its name.")
        labels = fields.strings("labels", default: ["0", "1"], "Names of the classes: not above, above.")
        if labels.count != 2 || labels.first == labels.last {
            fields.report(
                Diagnostic(
                    "wrong-type",
                    "expected two different labels, found \(labels.count == 2 ? "the same twice" : "\(labels.count)")",
                    at: fields.origin(of: "labels")))
        }
        scope = fields.choice("fit_on", default: .train, "Rows that mean or median is taken from.")
    }

    package var preparation: StepPreparation {
        let fixed = columns.compactMap { entry -> ThresholdTransform.Limit? in
            guard case .number(let value) = entry.value else { return nil }
            return ThresholdTransform.Limit(name: entry.key, threshold: value)
        }
        if fixed.count == columns.count {
            return .stateless(changesRows: false) { _ in ThresholdTransform(columns: fixed, labels: labels) }
        }
        return .fitted(on: scope) { rows, _ in
            let limits = try columns.map { entry in
                ThresholdTransform.Limit(
                    name: entry.key, threshold: try entry.value.number(of: entry.key, in: rows))
            }
            return ThresholdTransform(columns: limits, labels: labels)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        try context.schema.changing(columns) { schema, entry in
            let selector = ColumnSelector.named(entry.key, origin: entry.origin)
            _ = try selector.resolveNumbers(in: context, for: Self.name)
            return schema.setting(ColumnSchema(name: entry.key, type: .category, levels: labels))
        }
    }
}

/// A number, or what to compute from the training rows.
enum ThresholdValue: SpecDecodable, Equatable {
    case number(Double)
    case mean, median

    static var fieldType: FieldType { .anyOf([.number(.any), .choice(["mean", "median"])]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .integer(let value): self = .number(Double(value))
        case .number(let value) where value.isFinite: self = .number(value)
        case .string("mean"): self = .mean
        case .string("median"): self = .median
        case .null, .bool, .number, .string, .list, .map:
            diagnostics.report(.wrongType(expected: "a number, mean or median", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent {
        switch self {
        case .number(let value): .number(value)
        case .mean: .string("mean")
        case .median: .string("median")
        }
    }

    func number(of name: String, in rows: TrainingRows) throws -> Double {
        switch self {
        case .number(let value): value
        case .mean: try rows.statistics(name, for: ThresholdStep.name).mean
        case .median: Quantile.median(try rows.sortedNumbers(name, for: ThresholdStep.name))
        }
    }
}

struct ThresholdTransform: ReplacingTransform {
    struct Limit: ColumnState {
        var name: String
        var threshold: Double
    }

    static let stepName = "threshold"

    var columns: [Limit]
    /// Not above, above.
    let labels: [String]

    func made(of limit: Limit, in table: Table) throws -> [Column] {
        let codes = try table.numbers(limit.name, for: Self.stepName).values.map { value -> Int32 in
            value.isNaN ? CategoryColumn.missing : (value > limit.threshold ? 1 : 0)
        }
        return [.categories(CategoryColumn(codes: codes, levels: labels))]
    }

    func effect(on limit: Limit) -> TargetEffect { .replaced }
}
