import Foundation

/// Lets tests keep stages however quick they were: how long work takes is nothing a test can rely on.
package enum StageKeeping {
    @TaskLocal package static var keepsAll = false
}

/// Tables on the way from the source to the matrices, on disk by content key.
///
/// A stage is kept when the work since the last one took longer than 50 ms and five times as long as reading it back
/// would (2 GB/s): then a change of a later step saves that work. Stages above 1 GB, with tensors, or with columns of
/// more than 65,536 categories are never kept. The file has the form of other entries, and a damaged one is removed.
struct StageCache: Sendable {
    /// Nil: nothing is kept.
    let folder: String?

    private static let fewestSeconds = 0.05
    private static let bytesPerSecond = 2e9
    private static let largest = 1 << 30

    private struct Header: Codable {
        var key: String
        var nextStep: Int
        var table: TableFile.Description
        var entries: [Preprocessing.Entry]
        var sourceColumns: [SourceColumn]
        var assignment: [Part]?
        var remarks: SplitRemarks
        var sourceProfile: String?
        /// The first target's; entries with one target look as they did before there could be several.
        var original: TableFile.Description?
        var originalIsLost: Bool
        var furtherOriginals: [Original]?
        var groups: TableFile.Description?

        var originals: [Original] {
            [Original(table: original, isLost: originalIsLost)] + (furtherOriginals ?? [])
        }
    }

    /// A target before it was changed; neither where it was not.
    private struct Original: Codable {
        var table: TableFile.Description?
        var isLost: Bool
    }

    private struct Part: Codable {
        var name: String
        var count: Int
        var rows: CacheSection
    }

    private func path(_ key: String) -> String? { folder.map { "\($0)/\(key).table.data" } }

    func has(_ key: String) -> Bool {
        path(key).map { FileManager.default.fileExists(atPath: $0) } ?? false
    }

    func isWorthKeeping(_ stage: PreparationStage, seconds: Double) -> Bool {
        if StageKeeping.keepsAll { return folder != nil && TableFile.byteCount(stage.table) != nil }
        guard folder != nil, seconds >= Self.fewestSeconds, let bytes = TableFile.byteCount(stage.table),
            bytes <= Self.largest
        else { return false }
        return seconds >= 5 * Double(bytes) / Self.bytesPerSecond
    }

    func load(_ key: String) -> CacheLookup<PreparationStage> {
        CacheLookup(path(key)) { path in
            try PreparedFile.open(path) { file in try Self.stage(file, key) }
        }
    }

    private static func stage(_ file: Int32, _ key: String) throws -> PreparationStage {
        let (json, start) = try PreparedFile.description(file)
        guard let header = try? JSONDecoder().decode(Header.self, from: json), header.key == key else {
            throw PreparedFile.Damage("its header is damaged")
        }
        let reader = CacheFileReader(descriptor: file, start: start)
        let table = try TableFile.read(header.table, from: reader)
        let parts = try header.assignment?.map { part in
            let rows = try reader.array(part.rows, of: Int32.self, count: part.count)
            guard rows.allSatisfy({ $0 >= 0 && Int($0) < table.rowCount }) else {
                throw PreparedFile.Damage("its rows are damaged")
            }
            return RowAssignment.Part(name: part.name, rows: rows)
        }
        let originals = try header.originals.map { original in
            guard let description = original.table else {
                return OriginalTarget(original.isLost ? .lost : .asItIs)
            }
            return OriginalTarget(.kept(try TableFile.read(description, from: reader)))
        }
        return PreparationStage(
            table: table, entries: header.entries, assignment: parts.map { RowAssignment(parts: $0) },
            sourceColumns: header.sourceColumns, nextStep: header.nextStep, remarks: header.remarks,
            sourceProfile: header.sourceProfile, original: OriginalTargets(originals),
            groups: try header.groups.map { try TableFile.read($0, from: reader) })
    }

    /// A stage that cannot be written is not a loss: the next run does the work again.
    func store(_ stage: PreparationStage, _ key: String) {
        guard let path = path(key) else { return }
        var sections = CacheSections()
        let table = TableFile.describe(stage.table, in: &sections)
        let assignment = stage.assignment?.parts.map { part in
            Part(name: part.name, count: part.rows.count, rows: sections.add(part.rows))
        }
        let originals = stage.original.each.map { original in
            switch original.state {
            case .asItIs: Original(table: nil, isLost: false)
            case .kept(let table): Original(table: TableFile.describe(table, in: &sections), isLost: false)
            case .lost: Original(table: nil, isLost: true)
            }
        }
        let header = Header(
            key: key, nextStep: stage.nextStep, table: table, entries: stage.entries,
            sourceColumns: stage.sourceColumns, assignment: assignment, remarks: stage.remarks,
            sourceProfile: stage.sourceProfile, original: originals.first?.table,
            originalIsLost: originals.first?.isLost ?? false,
            furtherOriginals: originals.count > 1 ? Array(originals.dropFirst()) : nil,
            groups: stage.groups.map { TableFile.describe($0, in: &sections) })
        guard let json = try? PreparedFile.encoder.encode(header),
            let start = try? PreparedFile.preamble(of: json)
        else { return }
        try? start.withUnsafeBytes { try AtomicFile.write([$0] + sections.buffers, to: path) }
        withExtendedLifetime((stage, sections)) {}
    }
}
