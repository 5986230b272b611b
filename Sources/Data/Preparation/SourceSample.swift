import Kernels

/// Rows of a source as they were read, for what is found out about a model from its source: few enough that keeping
/// them costs next to nothing, and the same whenever the source is the same.
///
/// A source of at most 500,000 values is kept whole. From a larger one, one row of each of equal stretches is kept, at
/// a place within its stretch that looks random, so that no period of the file is met: 500,000 values, at most 20,000
/// rows. A source made of several files gives each the same number of stretches. Columns of tensors, of more than
/// 65,536 categories and of more than 4 MB of text are left out.
package enum SourceSample {
    private static let mostValues = 500_000
    private static let mostRows = 20_000
    private static let mostText = 4 << 20

    /// - Returns: nil when there is nothing to keep; a table without row ids is the whole source
    static func table(of source: Table) -> Table? {
        let names = zip(source.schema.names, source.columns).filter { isKept($0.1) }.map(\.0)
        guard !names.isEmpty, source.rowCount > 0 else { return nil }
        let table = source.selecting(names)
        guard table.rowCount > mostValues / names.count else { return withoutLongText(table) }
        return withoutLongText(table.gathering(rows(of: source, columns: names.count)))
    }

    private static func isKept(_ column: Column) -> Bool {
        switch column {
        case .numbers, .booleans, .text: true
        case .categories(let categories): categories.levels.count <= 1 << 16
        case .tensors: false
        }
    }

    private static func withoutLongText(_ table: Table) -> Table? {
        let long = zip(table.schema.names, table.columns).filter { _, column in
            if case .text(let text) = column { return text.bytes.count > mostText }
            return false
        }
        let kept = long.isEmpty ? table : table.dropping(Set(long.map(\.0)))
        return kept.columns.isEmpty ? nil : kept
    }

    private static func rows(of source: Table, columns: Int) -> [Int32] {
        let parts = source.parts.isEmpty ? [0..<source.rowCount] : source.parts.map(\.rows)
        let quota = max(1, min(mostRows, mostValues / columns) / parts.count)
        return parts.flatMap { part -> [Int32] in
            let count = min(quota, part.count)
            return (0..<count).map { index in
                let start = index * part.count / count
                let end = (index + 1) * part.count / count
                let counter = SIMD4(UInt32(truncatingIfNeeded: index), 0, 0, 0)
                let draw = Philox4x32.words(counter: counter, key: RandomKey(low: 0, high: 0)).x
                let within = Int(draw) % max(1, end - start)
                return Int32(truncatingIfNeeded: part.lowerBound + start + within)
            }
        }
    }
}

extension DataPipeline {
    /// The sample of the source's rows, from the cache or from the source itself.
    ///
    /// - Returns: nil when the source has changed since the data with this key were prepared, or holds nothing that can
    ///   be kept; a table without row ids is the whole source
    /// - Errors: what reading the source throws
    package func sourceSample(of data: PreparedData, progress: DataProgress? = nil) throws -> Table? {
        let source = try requiredSource()
        let located = try source.locate(in: environment, progress: progress)
        let position = try DataLayout.splitPosition(section.steps)
        let keys = DataKeys(self, source, fileHash: located.sha256, splitPosition: position)
        guard keys.matrices() == data.key else { return nil }
        let cache = StageCache(folder: environment.cacheFolder)
        if case .found(let stage) = cache.load(keys.sample) { return stage.table }
        if case .found(let stage) = cache.load(keys.source) { return SourceSample.table(of: stage.table) }
        return SourceSample.table(of: try source.read(located))
    }
}
