import Spec

/// The table before and after a node of the pipeline.
package struct StepInspection: Sendable {
    package var name: String
    /// Counted from 1.
    package var position: Int
    package var before: Table
    package var after: Table
    /// On how many rows it was fitted, and on which; nil for a stateless step.
    package var fittedRows: Int?
    package var fittedOn: FitScope?
    package var warnings: [String]
}

extension DataPipeline {
    /// The rows as the source gives them.
    ///
    /// - Errors: `DataDiagnostics`, `DataFileError`, `DownloadError`
    package func sourceTable(
        progress: DataProgress? = nil
    ) throws -> (table: Table, files: [SourceRecord]) {
        let source = try requiredSource()
        let located = try source.locate(in: environment, progress: progress)
        return (try source.read(located), located.records)
    }

    /// The rows as the steps before the split leave them.
    package func tableBeforeSplit(_ source: Table) throws -> Table {
        let layout = try DataLayout(section, source: source.schema)
        var entries: [Preprocessing.Entry] = []
        return try (0..<layout.splitPosition).reduce(source) { try run($1, $0, nil, &entries) }
    }

    /// What a step does to the rows that reach it. A fitted one sees the training rows of the split; of several folds,
    /// the first one's.
    ///
    /// - Parameter index: of the step, counted from 0
    package func inspect(step index: Int, source: Table) throws -> StepInspection {
        let layout = try DataLayout(section, source: source.schema)
        var entries: [Preprocessing.Entry] = []
        var table = source
        var assignment: RowAssignment?
        for position in 0...index {
            if position == layout.splitPosition {
                assignment = try assigned(table)
                table = table.dropping(Set(section.split.value.droppedColumns))
            }
            let before = table
            table = try run(position, table, assignment, &entries)
            if position == index, let entry = entries.last {
                return StepInspection(
                    name: type(of: section.steps[index].value).name, position: index + 1, before: before,
                    after: table, fittedRows: entry.fittedRows, fittedOn: entry.fittedOn,
                    warnings: entry.transform.warnings)
            }
        }
        throw StepFailure("there is no step \(index + 1)")
    }

    /// What each column is to the experiment, once the steps have run; empty where that cannot be said.
    package func roles(in schema: TableSchema) -> [String: ColumnRole] {
        var roles: [String: ColumnRole] = [:]
        if let selector = section.features {
            var context = DataLayout.context(section, schema)
            context.features = nil
            if let chosen = try? selector.resolve(in: context) {
                for name in schema.names where !chosen.contains(name) { roles[name] = .unused }
            }
        }
        if let weights = section.weights?.value { roles[weights] = .weights }
        return roles
    }
}
