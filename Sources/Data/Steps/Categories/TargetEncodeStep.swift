import Spec

package struct TargetEncodeStep: ColumnwiseStep {
    package static let name = "target_encode"
    package static let about = """
        Replaces categories by the mean target of their rows, drawn towards the mean of all.

            y = (sum of the category's targets + smooth · mean of all) / (its rows + smooth)
            without smooth: y = w · mean of the category + (1 - w) · mean of all
                            w = n · s² / (n · s² + v),  s²: variance of all targets, v: of its own

        Training rows get values that do not know their own target: they are dealt into folds at random, by
        the seed's stream `split` (so that rows that come round, such as weekdays, are in all of them;
        classes of the target in equal shares), and each fold's values are computed from the others. All
        other rows, and new data, get those of all training rows.

        With truth values or two classes the target is 1 for the second; with more there is a column per
        class, column_class, in the place of the column.

        - Limits: a category that training did not see has the mean of all, and so has a missing one
        - Errors: the target among the columns; fewer training rows than folds
        - Source: D. Micci-Barreca, SIGKDD Explorations 3, 2001; values as in scikit-learn's `TargetEncoder`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{target_encode: {columns: city}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [TargetEncodeTransform.self]

    let columns: ColumnSelector
    /// `nil`: auto.
    let smooth: Double?
    let folds: Int
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .categoricalFeatures, "Columns that are replaced.")
        smooth = fields.optionalDouble(
            "smooth", in: .nonNegative, "Rows that the mean of all counts for; default as the variances say."
        )
        folds = fields.int(
            "folds", default: 5, in: .closed(2, 1000), "Parts the training rows are dealt into, at random.")
        scope = fields.choice("fit_on", default: .train, "Rows whose targets count.")
    }

    package var usesSeed: Bool { true }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try names(in: context)
            guard rows.count >= folds else {
                throw StepFailure("'target_encode' deals \(rows.count) training rows into \(folds) folds")
            }
            let table = rows.table(names + [context.target])
            guard let target = table[context.target] else {
                throw StepFailure("'target_encode' needs the target '\(context.target)', which is not there")
            }
            let targets = try TargetEncodeTransform.targets(target)
            let encoder = TargetEncoder(smooth: smooth)
            let foldOf = TargetEncoder.folds(of: target, rows: table.rowCount, folds, seed: context.seed)
            let encodings = try names.flatMap { name -> [TargetEncodeTransform.Encoding] in
                let categories = try rows.categories(name, for: Self.name)
                return targets.map { label, values in
                    let whole = encoder.encoding(categories, values) { _ in true }
                    let byFold = (0..<folds).map { fold in
                        encoder.encoding(categories, values) { foldOf[$0] != fold }
                    }
                    let own = (0..<table.rowCount).map { row -> Double in
                        let encoding = byFold[foldOf[row]]
                        let code = categories.codes[row]
                        return code < 0 ? encoding.mean : encoding.values[Int(code)] ?? encoding.mean
                    }
                    let seen = categories.levels.indices.filter { whole.values[$0] != nil }
                    return TargetEncodeTransform.Encoding(
                        name: name, output: label.map { "\(name)_\($0)" } ?? name,
                        levels: seen.map { categories.levels[$0] },
                        values: seen.compactMap { whole.values[$0] },
                        mean: whole.mean, outOfFold: own)
                }
            }
            return TargetEncodeTransform(columns: encodings)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        try context.requireOneTarget(
            for: Self.name, at: columns.origin,
            help: "use 'frequency' or 'one_hot', or predict one target at a time")
        var schema = context.schema
        let target = schema[context.target]
        let isOneColumn = target?.type != .category && target?.type != .text
        for name in try names(in: context) {
            let levels = isOneColumn ? [] : target?.levels ?? []
            let names = levels.count > 2 ? levels.map { "\(name)_\($0)" } : [name]
            schema = schema.replacing(name, with: names.map { ColumnSchema(name: $0, type: .number) })
        }
        // The classes of the training rows decide.
        schema.isProvisional = schema.isProvisional || !isOneColumn
        return schema
    }
}
