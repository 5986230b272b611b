import Kernels
import Spec

extension DataPipeline {
    /// Reads and prepares the data, or takes them from the cache.
    ///
    /// - Errors: `DataDiagnostics`, `DataFileError`, `DownloadError`.
    package func prepare(progress: DataProgress? = nil) throws -> PreparedData {
        let source = try requiredSource()
        let located = try source.locate(in: environment, progress: progress)
        let cache = PreparedCache(folder: environment.cacheFolder)
        let position =
            section.steps.firstIndex { $0.value.preparation.fitScope != nil } ?? section.steps.count
        let keys = DataKeys(self, source, fileHash: located.sha256, splitPosition: position)
        var warnings: [String] = []
        switch cache.load(keys.matrices) {
        case .found(var data):
            data.sources = located.files
            return data
        case .absent: break
        case .damaged(let reason): warnings.append("a damaged cache entry was rebuilt: \(reason)")
        }
        var data = try prepared(try source.read(located), key: keys.matrices)
        data.sources = located.files
        if let problem = cache.store(data) { warnings.append(problem) }
        data.warnings = warnings + data.warnings
        return data
    }

    /// Steps, split, fitted steps and matrices over a table that has been read.
    package func prepared(_ source: Table, key: String = "") throws -> PreparedData {
        let layout = try DataLayout(section, source: source.schema)
        var entries: [Preprocessing.Entry] = []
        var table = source
        for index in 0..<layout.splitPosition {
            table = try run(index, table, nil, &entries)
        }
        let assignment = try assigned(table)
        table = table.dropping(Set(section.split.value.droppedColumns))
        for index in layout.splitPosition..<section.steps.count {
            table = try run(index, table, assignment, &entries)
        }
        let preprocessing = Preprocessing(entries: entries, target: section.target.value)
        var data = try matrices(table, assignment, preprocessing, source: source.schema)
        data.key = key
        data.warnings = warnings(entries, assignment, table)
        return data
    }

    /// Which rows of the table belong to which part.
    func assigned(_ table: Table) throws -> RowAssignment {
        try located(at: section.split.origin) {
            try section.split.value.assign(table, target: section.target.value, seed: seed)
                .merging(section.trainOn.value)
        }
    }

    func requiredSource() throws -> any DataSource {
        if let source = section.source { return source.value }
        throw DataDiagnostics("missing-field", "section 'data' needs the field 'source'", at: .defaultValue)
    }

    /// One step: its transform made, recorded and applied.
    func run(
        _ index: Int, _ table: Table, _ assignment: RowAssignment?, _ entries: inout [Preprocessing.Entry]
    ) throws -> Table {
        let step = section.steps[index]
        // The columns there really are: those of the layout may have been guessed.
        let context = DataLayout.context(section, table.schema)
        return try located(at: step.origin) {
            let entry: Preprocessing.Entry
            switch step.value.preparation {
            case .stateless(_, let transform):
                entry = Preprocessing.Entry(transform: try transform(context))
            case .fitted(let scope, let fit):
                guard let rows = assignment?.trainingRows(of: table, scope: scope) else {
                    throw StepFailure("the step is fitted before the rows are split")
                }
                entry = Preprocessing.Entry(
                    transform: try fit(rows, context), fittedOn: scope, fittedRows: rows.count)
            }
            entries.append(entry)
            if let transform = entry.transform as? any OutOfFoldTransform, let scope = entry.fittedOn {
                let rows = assignment?.rows(of: table, scope: scope) ?? []
                return try transform.apply(to: table, trainingRows: rows)
            }
            return try entry.transform.apply(to: table)
        }
    }

    /// Puts the position in the specification to what goes wrong with the values.
    private func located<Result>(at origin: Origin, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as StepFailure {
            throw DataDiagnostics("data-values", failure.message, at: origin, help: failure.help)
        } catch let error as TableError {
            throw DataDiagnostics("data-values", error.description, at: origin)
        }
    }

    private func matrices(
        _ table: Table, _ assignment: RowAssignment, _ preprocessing: Preprocessing, source: TableSchema
    ) throws -> PreparedData {
        let target = section.target.value
        _ = try DataLayout.target(section, table.schema)
        let chosen = try DataLayout.features(section, table.schema)
        let builder = MatrixBuilder(elementType: elementType)
        let features = chosen.compactMap { schema in
            table[schema.name].flatMap { MatrixBuilder.Source(schema.name, $0) }
        }
        guard let column = table[target], features.count == chosen.count else {
            throw DataDiagnostics(
                "unknown-column", "a column is not there any more", at: section.target.origin)
        }
        let allRows = assignment.parts.flatMap(\.rows)
        let encoding = TargetEncoding(column, type: section.targetType, rows: allRows)
        let targets = [MatrixBuilder.Source(name: target, values: .numbers(encoding.numbers))]
        let featureOrigin = section.features?.origin ?? section.source?.origin ?? .defaultValue
        try DataLayout.checkWeights(section, table.schema)
        let weights = section.weights.flatMap { weights in
            table[weights.value].flatMap { MatrixBuilder.Source(weights.value, $0) }
        }
        let splits = try assignment.parts.map { part in
            PreparedSplit(
                name: part.name, rowIds: part.rows.map { table.rowId(Int($0)) },
                features: try usable(at: featureOrigin, "feature") {
                    try builder.matrix(features, rows: part.rows, of: table)
                },
                targets: try usable(at: section.target.origin, "target") {
                    try builder.matrix(targets, rows: part.rows, of: table)
                },
                weights: try weights.map { source in
                    try usable(at: section.weights?.origin ?? .defaultValue, "weight column") {
                        try builder.matrix([source], rows: part.rows, of: table)
                    }
                })
        }
        let transform = preprocessing.targetTransform
        var preprocessing = preprocessing
        var classes: [String]?
        if case .classes(let names) = encoding.kind { classes = names }
        preprocessing.inputs = ModelInputs(
            columns: source.columns.map { SourceColumn(name: $0.name, type: $0.type) },
            features: chosen.map(\.name), classes: classes)
        return PreparedData(
            featureNames: chosen.flatMap(\.elementNames), targetNames: [target], target: encoding.kind,
            splits: splits,
            preprocessing: preprocessing, targetTransform: transform.isIdentity ? nil : transform,
            warnings: [],
            key: "", sources: [], isFromCache: false)
    }

    private func usable(at origin: Origin, _ role: String, _ work: () throws -> DataMatrix) throws
        -> DataMatrix
    {
        do {
            return try work()
        } catch let error as MatrixBuilder.Unusable {
            let count = error.missing + error.notFinite
            let kind =
                error.missing == 0 ? "infinite" : error.notFinite == 0 ? "missing" : "missing or infinite"
            let name = error.name.contains { !$0.isLetter && $0 != "_" } ? "\"\(error.name)\"" : error.name
            throw DataDiagnostics(
                "missing-values",
                "the \(role) '\(error.name)' has \(count) \(kind) value\(count == 1 ? "" : "s"), first in data row "
                    + "\(error.firstRow) (counted from 0)",
                at: origin,
                help: error.missing > 0
                    ? "fill them: derive: {\(name): 'coalesce(\(name), 0)'}, or leave the rows out: "
                        + "filter: not is_missing(\(name))"
                    : "leave the rows out with 'filter', or change the formula the values come from")
        }
    }

    private func warnings(
        _ entries: [Preprocessing.Entry], _ assignment: RowAssignment, _ table: Table
    ) -> [String] {
        var warnings = entries.flatMap { entry in
            entry.transform.warnings.map { "\(type(of: entry.transform).stepName): \($0)" }
        }
        for name in entries.filter({ $0.fittedOn == .all }).map({ type(of: $0.transform).stepName }) {
            warnings.append("\(name): fitted on all rows (fit_on: all), test rows included: a leak")
        }
        let unused = table.rowCount - assignment.parts.reduce(0) { $0 + $1.rows.count }
        if unused > 0 { warnings.append("the split leaves \(unused) of \(table.rowCount) rows out") }
        return warnings
    }
}
