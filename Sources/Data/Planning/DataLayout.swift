import Spec

/// The order of work and the columns after each node: everything that can be known without the rows.
struct DataLayout: Sendable {
    /// Columns before each step, and after the last one.
    var schemas: [TableSchema]
    /// How many steps stand before the split.
    var splitPosition: Int
    /// Columns the model sees, and the names of their numbers: a tensor column has many.
    var features: [ColumnSchema]
    /// The columns to predict.
    var targets: [ColumnSchema]
    var target: ColumnSchema { targets[0] }

    var featureNames: [String] { features.flatMap(\.elementNames) }

    var featureColumns: [FeatureColumn] {
        features.flatMap { column in column.elementNames.map { FeatureColumn($0, column.kind) } }
    }

    /// - Errors: `DataDiagnostics`: whatever a step finds, a row-changing step after a fitted one, a target or a
    ///   feature that cannot be used.
    init(_ section: DataSection, source: TableSchema) throws {
        splitPosition = try DataLayout.splitPosition(section.steps)
        let findings = section.columns.findings(in: source)
        guard findings.isEmpty else { throw DataDiagnostics(findings) }
        schemas = [source]
        var schema = source
        for index in 0...section.steps.count {
            if index == splitPosition {
                let split = section.split.value
                try split.check(DataLayout.context(section, schema))
                schema = schema.dropping(Set(split.droppedColumns))
                schemas[index] = schema
            }
            guard index < section.steps.count else { break }
            schema = try DataLayout.schema(after: section.steps[index].value, section, schema)
            schemas.append(schema)
        }
        targets = try DataLayout.targets(section, schema)
        features = try DataLayout.features(section, schema)
        try DataLayout.checkWeights(section, schema)
    }

    /// Whether the columns are such that everything can be done with them.
    ///
    /// - Errors: those of the initializer
    static func check(_ section: DataSection, source: TableSchema) throws {
        _ = try DataLayout(section, source: source)
    }

    /// While only the rows can tell which columns there are, a name that is not among those guessed is not a mistake
    /// yet: it is judged when the rows are there.
    private static func schema(
        after step: any Step, _ section: DataSection, _ schema: TableSchema
    ) throws -> TableSchema {
        do {
            return try step.schema(after: context(section, schema))
        } catch let error as DataDiagnostics {
            guard schema.isProvisional, error.all.allSatisfy({ $0.code == "unknown-column" }) else {
                throw error
            }
            return schema
        }
    }

    static func context(_ section: DataSection, _ schema: TableSchema) -> StepContext {
        StepContext(
            schema: schema, targets: section.targets.value, features: section.features,
            weights: section.weights?.value)
    }

    /// Rows are assigned after the last step that changes rows and before the first fitted one.
    static func splitPosition(_ steps: [Located<any Step>]) throws -> Int {
        let firstFitted = steps.firstIndex { $0.value.preparation.fitScope != nil } ?? steps.count
        var findings: [Diagnostic] = []
        for step in steps[firstFitted...] where step.value.preparation.changesRows {
            let fitted = type(of: steps[firstFitted].value).name
            let name = type(of: step.value).name
            findings.append(
                Diagnostic(
                    "step-order", "'\(name)' removes rows after '\(fitted)' has been fitted", at: step.origin,
                    help: "move it before '\(fitted)'",
                    notes: [
                        "rows are assigned to splits before the first fitted step, so that it sees no test row"
                    ]))
        }
        guard findings.isEmpty else { throw DataDiagnostics(findings) }
        return firstFitted
    }

    static func targets(_ section: DataSection, _ schema: TableSchema) throws -> [ColumnSchema] {
        let targets = try section.targets.value.map { try target($0, section, schema) }
        guard targets.count > 1 else { return targets }
        if section.targetType == .class {
            throw DataDiagnostics(
                "several-targets", "one target can hold classes, and there are \(targets.count)",
                at: section.targets.origin, help: "make a specification for each of them")
        }
        if let other = targets.first(where: { $0.type != .number && $0.type != .boolean }) {
            throw DataDiagnostics(
                "several-targets",
                "several targets hold numbers each, and '\(other.name)' holds \(other.type.phrase)",
                at: section.targets.origin, help: "predict '\(other.name)' by a specification of its own",
                notes: other.remark.map { [$0] } ?? [])
        }
        return targets
    }

    private static func target(
        _ name: String, _ section: DataSection, _ schema: TableSchema
    ) throws -> ColumnSchema {
        guard let column = schema[name] else {
            if schema.isProvisional { return ColumnSchema(name: name, type: .number) }
            throw DataDiagnostics(
                "unknown-column", "the target '\(name)' is not among the columns after the last step",
                at: section.target.origin,
                help: nearestName(to: name, in: schema.names).map { "did you mean '\($0)'?" },
                notes: [ColumnSelector.columnsNote(schema)])
        }
        if column.type == .tensor {
            throw DataDiagnostics(
                "column-type", "the target '\(name)' holds tensors, not one value a row",
                at: section.target.origin)
        }
        if section.targetType == .number && column.type != .number && column.type != .boolean {
            throw DataDiagnostics(
                "column-type", "the target '\(name)' holds \(column.type.phrase), not numbers",
                at: section.target.origin, notes: column.remark.map { [$0] } ?? [])
        }
        return column
    }

    /// The column of row weights must hold numbers and be neither target nor feature.
    static func checkWeights(_ section: DataSection, _ schema: TableSchema) throws {
        guard let weights = section.weights else { return }
        let name = weights.value
        guard let column = schema[name] else {
            if schema.isProvisional { return }
            throw DataDiagnostics(
                "unknown-column", "the weights '\(name)' are not among the columns after the last step",
                at: weights.origin,
                help: nearestName(to: name, in: schema.names).map { "did you mean '\($0)'?" },
                notes: [ColumnSelector.columnsNote(schema)])
        }
        guard column.type == .number || column.type == .boolean else {
            throw DataDiagnostics(
                "column-type", "the weights '\(name)' hold \(column.type.phrase), not numbers",
                at: weights.origin)
        }
        let isFeature = try features(section, schema).contains { $0.name == name }
        guard !section.targets.value.contains(name), !isFeature else {
            throw DataDiagnostics(
                "weights-are-used", "the weights '\(name)' are the target or a feature as well",
                at: weights.origin, help: "leave them out: {columns: …, except: \(name)}")
        }
    }

    static func features(_ section: DataSection, _ schema: TableSchema) throws -> [ColumnSchema] {
        let targets = section.targets.value
        let origin = section.features?.origin ?? section.source?.origin ?? .defaultValue
        var names = schema.names.filter { !targets.contains($0) && $0 != section.weights?.value }
        if let selector = section.features {
            var context = context(section, schema)
            context.features = nil
            names = try resolved(selector, context)
            if let target = targets.first(where: names.contains) {
                throw DataDiagnostics(
                    "target-is-feature", "the target '\(target)' is among the features", at: origin,
                    help: "leave it out: {columns: …, except: target}")
            }
        }
        guard !names.isEmpty else {
            throw DataDiagnostics("no-features", "no column is left for the model to see", at: origin)
        }
        let columns = names.compactMap { schema[$0] }
        let unusable = columns.filter { $0.type == .category || $0.type == .text }
        guard let first = unusable.first else { return columns }
        let more = unusable.count > 1 ? " (and \(unusable.count - 1) more)" : ""
        throw DataDiagnostics(
            "column-type",
            "the feature '\(first.name)'\(more) holds \(first.type.phrase), and a model sees numbers",
            at: origin,
            help:
                "make numbers of it with 'one_hot' or 'ordinal', remove it with 'drop', or choose 'features'",
            notes: unusable.prefix(5).map { column in
                "'\(column.name)' holds \(column.type.phrase)" + (column.remark.map { ": \($0)" } ?? "")
            })
    }

    private static func resolved(_ selector: ColumnSelector, _ context: StepContext) throws -> [String] {
        do {
            return try selector.resolve(in: context)
        } catch let error as DataDiagnostics {
            guard context.schema.isProvisional else { throw error }
            return context.schema.names.filter { !context.targets.contains($0) }
        }
    }
}
