import Spec

package struct ImputeStep: ColumnwiseStep {
    package static let name = "impute"
    package static let aliases: [String] = ["fill_missing"]
    package static let about = """
        Fills missing values.

            mean, median, most_frequent    of the training rows
            constant                       the field `value`
            ffill, bfill                   the nearest row before or after that has a value

        `ffill` and `bfill` go by the order of the rows, with `group: station` within each station's rows;
        where there is no such row the value stays missing. `bfill` looks at later rows, which may belong to
        another part of the data.

        `indicator` tells gaps apart from values: the columns column_missing come after the last one, of columns
        that have gaps in the training rows (in any rows for constant, ffill and bfill).

        - Limits: of several most frequent values the smallest number, or the first category
        - Errors: mean and median of columns that are not numbers; a column without a value in the training
          rows; a constant of the wrong type
        - Source: values as in scikit-learn's `SimpleImputer`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{impute: {columns: income, strategy: median}}"

    /// Where the values come from.
    enum Strategy: String, Sendable, CaseIterable {
        case mean, median
        case mostFrequent = "most_frequent"
        case constant, ffill, bfill
    }

    /// By strategy, see `names(in:)`.
    static let takes = ColumnKinds.values
    package static let transforms: [any Transform.Type] = [ImputeTransform.self, ForwardFillTransform.self]

    let place: Origin
    let columns: ColumnSelector
    let strategy: Strategy
    let value: ImputeTransform.Value?
    let hasIndicator: Bool
    let group: ColumnSelector?
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns whose gaps are filled.")
        strategy = fields.choice("strategy", default: .mean, "Where the values come from.")
        value = fields.optionalValue("value", "What is filled in by the strategy constant.")
        hasIndicator = fields.bool(
            "indicator", default: false,
            "Whether columns with gaps get column_missing, 1 where a value was missing and 0 elsewhere.")
        group = fields.groupSelector()
        scope = fields.choice("fit_on", default: .train, "Rows that the values are taken from.")
        if (strategy == .constant) != (value != nil) {
            fields.report(
                Diagnostic(
                    "missing-field", "'value' and the strategy 'constant' belong together",
                    at: value == nil ? fields.origin(of: "strategy") : fields.origin(of: "value")))
        }
        if group != nil, strategy != .ffill, strategy != .bfill {
            fields.report(
                Diagnostic(
                    "missing-field", "'group' and the strategies 'ffill' and 'bfill' belong together",
                    at: fields.origin(of: "group")))
        }
    }

    package var preparation: StepPreparation {
        switch strategy {
        case .constant:
            .stateless(changesRows: false) { context in
                ImputeTransform(
                    columns: try names(in: context).map {
                        let isComplete = hasIndicator && context.table?[$0]?.missingCount == 0
                        return .init(
                            name: $0, value: value ?? .number(0), isComplete: isComplete ? true : nil)
                    }, hasIndicator: hasIndicator)
            }
        case .ffill, .bfill:
            .stateless(changesRows: false) { context in
                let names = try names(in: context)
                let complete = names.filter { hasIndicator && context.table?[$0]?.missingCount == 0 }
                return ForwardFillTransform(
                    columns: names, isForward: strategy == .ffill,
                    group: try group?.resolve(.values, in: context, for: Self.name),
                    hasIndicator: hasIndicator, complete: complete.isEmpty ? nil : complete)
            }
        case .mean, .median, .mostFrequent:
            fitted(on: scope) { name, rows in
                let isComplete =
                    hasIndicator && rows.table([name]).columns.first?.missingCount == 0
                return ImputeTransform.Filling(
                    name: name, value: try fit(name, rows), isComplete: isComplete ? true : nil)
            } transform: {
                ImputeTransform(columns: $0, hasIndicator: hasIndicator)
            }
        }
    }

    func names(in context: StepContext) throws -> [String] {
        let isNumeric = strategy == .mean || strategy == .median
        let names = try columns.resolve(isNumeric ? .numbers : .values, in: context, for: Self.name)
        guard strategy == .constant, let value,
            let wrong = names.compactMap({ context.schema[$0] }).first(where: { !value.fits($0.type) })
        else { return names }
        throw DataDiagnostics(
            "column-type", "the value does not fit '\(wrong.name)', which holds \(wrong.type.phrase)",
            at: place,
            help: "choose columns of one type for each 'impute'")
    }

    private func fit(_ name: String, _ rows: TrainingRows) throws -> ImputeTransform.Value {
        switch strategy {
        case .mean: return .number(try rows.statistics(name, for: Self.name).mean)
        case .median: return .number(Quantile.median(try rows.sortedNumbers(name, for: Self.name)))
        case .mostFrequent, .constant, .ffill, .bfill:
            let categories = try rows.categories(name, for: Self.name)
            let counts = categories.counts
            guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else {
                throw StepFailure("'impute' cannot be fitted: '\(name)' has no value in the training rows")
            }
            let level = categories.levels[index]
            switch rows.schema[name]?.type {
            case .number: return Double(level).map { .number($0) } ?? .text(level)
            case .boolean: return .truth(level == "true")
            case .category, .text, .tensor, nil: return .text(level)
            }
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let names = try names(in: context)
        _ = try group?.resolve(.values, in: context, for: Self.name)
        guard hasIndicator else { return context.schema }
        var schema = context.schema.appending(
            names.map { ColumnSchema(name: $0 + "_missing", type: .number) })
        // Which of them have gaps only the rows can tell.
        schema.isProvisional = true
        return schema
    }
}
