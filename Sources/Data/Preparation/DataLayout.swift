import Spec

/// The order of work and the columns after each node: everything that can be known without the rows.
struct DataLayout: Sendable {
    /// Columns before each step, and after the last one.
    var schemas: [TableSchema]
    /// How many steps stand before the split.
    var splitPosition: Int
    var featureNames: [String]
    var target: ColumnSchema

    /// - Errors: `DataDiagnostics`: whatever a step finds, a row-changing step after a fitted one, a target or a
    ///   feature that cannot be used.
    init(_ section: DataSection, source: TableSchema) throws {
        splitPosition = try DataLayout.splitPosition(section.steps)
        schemas = [source]
        var schema = source
        for step in section.steps {
            schema = try step.value.schema(after: DataLayout.context(section, schema))
            schemas.append(schema)
        }
        target = try DataLayout.target(section, schema)
        featureNames = try DataLayout.features(section, schema)
    }

    static func context(_ section: DataSection, _ schema: TableSchema) -> StepContext {
        StepContext(schema: schema, target: section.target.value, features: section.features)
    }

    /// Rows are assigned after the last step that changes rows and before the first fitted one.
    private static func splitPosition(_ steps: [Located<any Step>]) throws -> Int {
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

    private static func target(_ section: DataSection, _ schema: TableSchema) throws -> ColumnSchema {
        let name = section.target.value
        guard let column = schema[name] else {
            throw DataDiagnostics(
                "unknown-column", "the target '\(name)' is not among the columns after the last step",
                at: section.target.origin,
                help: nearestName(to: name, in: schema.names).map { "did you mean '\($0)'?" },
                notes: [ColumnSelector.columnsNote(schema)])
        }
        if section.targetType == .number && column.type != .number && column.type != .boolean {
            throw DataDiagnostics(
                "column-type", "the target '\(name)' holds \(column.type.phrase), not numbers",
                at: section.target.origin, notes: column.remark.map { [$0] } ?? [])
        }
        return column
    }

    private static func features(_ section: DataSection, _ schema: TableSchema) throws -> [String] {
        let target = section.target.value
        let origin = section.features?.origin ?? section.source?.origin ?? .defaultValue
        var names = schema.names.filter { $0 != target }
        if let selector = section.features {
            var context = context(section, schema)
            context.features = nil
            names = try selector.resolve(in: context)
            if names.contains(target) {
                throw DataDiagnostics(
                    "target-is-feature", "the target '\(target)' is among the features", at: origin,
                    help: "leave it out: {columns: …, except: target}")
            }
        }
        guard !names.isEmpty else {
            throw DataDiagnostics("no-features", "no column is left for the model to see", at: origin)
        }
        let unusable = names.compactMap { schema[$0] }.filter { $0.type != .number && $0.type != .boolean }
        guard let first = unusable.first else { return names }
        let more = unusable.count > 1 ? " (and \(unusable.count - 1) more)" : ""
        throw DataDiagnostics(
            "column-type",
            "the feature '\(first.name)'\(more) holds \(first.type.phrase), and a model sees numbers",
            at: origin,
            help: "remove it with 'drop', make numbers of it with 'derive', or choose 'features'",
            notes: unusable.prefix(5).map { column in
                "'\(column.name)' holds \(column.type.phrase)" + (column.remark.map { ": \($0)" } ?? "")
            })
    }
}
