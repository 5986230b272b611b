import Kernels
import Spec

extension DataPipeline {
    /// Reads and prepares the data, or takes them from the cache; of a split that makes folds, the first one.
    ///
    /// - Errors: `DataDiagnostics`, `DataFileError`, `DownloadError`.
    package func prepare(progress: DataProgress? = nil) throws -> PreparedData {
        guard let first = try prepareFolds(progress: progress).first else {
            throw StepFailure("the split makes no folds")
        }
        return first
    }

    /// The same for every fold, each with steps fitted on its own training rows; one where the split makes no folds.
    ///
    /// - Parameter memory: where stages are looked for and left that other preparations may begin with
    package func prepareFolds(
        progress: DataProgress? = nil, sharing memory: StageMemory? = nil
    ) throws -> [PreparedData] {
        keepToMemory()
        let source = try requiredSource()
        let located = try source.locate(in: environment, progress: progress)
        defer { ReadTables.forget() }
        let cache = PreparedCache(folder: environment.cacheFolder)
        let position = try DataLayout.splitPosition(section.steps)
        let keys = DataKeys(self, source, fileHash: located.sha256, splitPosition: position)
        var (found, warnings) = cached(keys, cache)
        if found.count == foldCount {
            for index in found.indices { found[index].sources = located.records }
            return found
        }
        var walk = PreparationWalk(
            self, keys: keys, cache: StageCache(folder: environment.cacheFolder), splitPosition: position,
            memory: memory)
        var all = try walk.run { try checkedSource(source, located) }
        warnings += walk.warnings
        for index in all.indices {
            all[index].sources = located.records
            if let problem = cache.store(all[index]) { warnings.append(problem) }
        }
        if !all.isEmpty { all[0].warnings = warnings + all[0].warnings }
        return all
    }

    /// Trainings the split asks for.
    package var foldCount: Int { (section.split.value as? any FoldSplit)?.foldCount ?? 1 }

    /// What the cache has of all folds, up to the first one that is not there.
    private func cached(
        _ keys: DataKeys, _ cache: PreparedCache
    ) -> (found: [PreparedData], warnings: [String]) {
        var found: [PreparedData] = []
        for fold in 0..<foldCount {
            switch cache.load(keys.matrices(fold: fold)) {
            case .found(let data): found.append(data)
            case .absent: return (found, [])
            case .damaged(let warning): return (found, [warning])
            }
        }
        return (found, [])
    }

    /// The source's rows, once they have been found to keep the contract.
    private func checkedSource(_ source: any DataSource, _ located: LocatedSource) throws -> Table {
        let table = try ReadTables.take(source.contentKey(located)) ?? source.read(located)
        try section.columns.check(table, source, located)
        try DataLayout.check(section, source: table.schema)
        return table
    }

    /// Steps, split, fitted steps and matrices over a table that has been read; of folds, the first one.
    package func prepared(_ source: Table, key: String = "") throws -> PreparedData {
        guard var data = try preparedFolds(source).first else {
            throw StepFailure("the split makes no folds")
        }
        data.key = key
        return data
    }

    /// The same for every fold.
    package func preparedFolds(_ source: Table) throws -> [PreparedData] {
        try DataLayout.check(section, source: source.schema)
        let position = try DataLayout.splitPosition(section.steps)
        let keys = DataKeys(self, try requiredSource(), fileHash: "", splitPosition: position)
        var walk = PreparationWalk(
            self, keys: keys, cache: StageCache(folder: nil), splitPosition: position)
        return try walk.run { source }
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
        var context = DataLayout.context(section, table.schema)
        context.seed = seed
        context.table = table
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
    func located<Result>(at origin: Origin, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let failure as StepFailure {
            throw DataDiagnostics("data-values", failure.message, at: origin, help: failure.help)
        } catch let error as TableError {
            throw DataDiagnostics("data-values", error.description, at: origin)
        }
    }

    /// - Parameter isFold: rows outside a fold are not an oversight
    func warnings(
        _ entries: [Preprocessing.Entry], _ assignment: RowAssignment, _ table: Table, isFold: Bool
    ) -> [String] {
        var warnings = entries.flatMap { entry in
            entry.transform.warnings.map { "\(type(of: entry.transform).stepName): \($0)" }
        }
        for name in entries.filter({ $0.fittedOn == .all }).map({ type(of: $0.transform).stepName }) {
            warnings.append("\(name): fitted on all rows (fit_on: all), test rows included: a leak")
        }
        let unused = table.rowCount - assignment.parts.reduce(0) { $0 + $1.rows.count }
        if unused > 0 && !isFold {
            warnings.append("the split leaves \(unused) of \(table.rowCount) rows out")
        }
        return warnings
    }
}
