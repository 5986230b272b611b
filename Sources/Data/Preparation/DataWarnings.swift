import Kernels

/// What is suspicious about prepared data without being wrong: reported, never refused.
///
///     repeated rows      rows of val or test whose features are exactly those of a training row
///     overlapping time   features from earlier rows while rows are dealt out at random; equal times on both sides of a
///                        cut
///     names of rows      a feature that is different in every row
struct DataWarnings {
    let pipeline: DataPipeline

    init(_ pipeline: DataPipeline) { self.pipeline = pipeline }

    func all(_ data: PreparedData, _ remarks: SplitRemarks) -> [String] {
        repeatedRows(data) + looksBack(data) + remarks.overlap + identifiers(data, remarks)
    }

    // MARK: Repeated rows

    private func repeatedRows(_ data: PreparedData) -> [String] {
        guard let train = data[split: "train"], data.splits.count > 1 else { return [] }
        let known = HashSet(MatrixRows.hashes(train.features))
        return data.splits.filter { $0.name != "train" }.compactMap { split in
            let repeated = MatrixRows.hashes(split.features).count(where: known.contains)
            guard repeated > 0 else { return nil }
            let what = repeated == 1 ? "row of '\(split.name)' has" : "rows of '\(split.name)' have"
            return "\(repeated) of \(split.rows) \(what) exactly the features of a training row"
        }
    }

    // MARK: Classes

    /// Classes that no training row has: the model has an output for them, and cannot learn them.
    static func unseenClasses(_ data: PreparedData) -> [String] {
        guard case .classes(let names) = data.target, let train = data[split: "train"] else { return [] }
        func counts(_ split: PreparedSplit) -> [Int] {
            var counts = [Int](repeating: 0, count: names.count)
            for row in 0..<split.rows {
                let code = Int(split.targets[row, 0])
                if counts.indices.contains(code) { counts[code] += 1 }
            }
            return counts
        }
        let seen = counts(train)
        let others = data.splits.filter { $0.name != "train" }.map { (name: $0.name, counts: counts($0)) }
        return names.indices.filter { seen[$0] == 0 }.prefix(20).map { index in
            let places = others.filter { $0.counts[index] > 0 }.map { "\($0.counts[index]) in '\($0.name)'" }
            return
                "the class '\(names[index])' stands in no training row (\(places.joined(separator: ", "))): the model "
                + "has an output for it and cannot learn it"
        }
    }

    // MARK: Time

    private func looksBack(_ data: PreparedData) -> [String] {
        let split = pipeline.section.split.value
        let step = data.preprocessing.entries.first { entry in
            (entry.transform as? any HistoryTransform).map { $0.rowsOfHistory != 0 } ?? false
        }
        guard let step, data.splits.count > 1, Self.mixesNeighbours(split, data) else { return [] }
        let name = type(of: step.transform).stepName
        return [
            "overlapping time: '\(name)' makes features from earlier rows, and '\(type(of: split).name)' puts "
                + "neighbouring rows into different parts; 'time' or 'time_series' keeps them apart"
        ]
    }

    /// Whether rows that follow one another are in different parts, more often than parts have ends.
    private static func mixesNeighbours(_ split: any Split, _ data: PreparedData) -> Bool {
        if let keeps = split.keepsNeighbours { return !keeps }
        let rows = data.splits.enumerated().flatMap { index, part in
            part.rowIds.map { (row: $0, part: index) }
        }
        .sorted { $0.row < $1.row }
        let changes = zip(rows, rows.dropFirst()).count { $0.part != $1.part }
        return changes > 4 * data.splits.count
    }

    // MARK: Names of rows

    private func identifiers(_ data: PreparedData, _ remarks: SplitRemarks) -> [String] {
        let features = Set(data.preprocessing.inputs?.features ?? [])
        return remarks.identifiers.filter { features.contains($0) }.map { name in
            "the feature '\(name)' is different in every row, like a row number: a model can learn rows by heart "
                + "with it"
        }
    }
}

/// What was odd about the table when its rows were assigned: later steps hide it.
struct SplitRemarks: Sendable, Codable {
    /// Columns that name rows.
    var identifiers: [String] = []
    /// Equal times on both sides of a cut.
    var overlap: [String] = []

    init() {}

    init(_ pipeline: DataPipeline, _ table: Table, _ assignment: RowAssignment) {
        let targets = pipeline.section.targets.value
        identifiers = table.schema.names.filter { name in
            !targets.contains(name) && table[name].map { IdentifierColumns.isIdentifier($0) } ?? false
        }
        if let order = pipeline.section.split.value.timeOrder {
            overlap = Self.equalTimes(order, assignment, table)
        }
    }

    /// Parts follow one another in time: the last time of one must lie before the first of the next.
    private static func equalTimes(
        _ order: TimeOrder, _ assignment: RowAssignment, _ table: Table
    ) -> [String] {
        let parts = assignment.parts.filter { !$0.rows.isEmpty }
        guard let ranks = try? order.ranks(of: table, rows: parts.flatMap(\.rows)) else {
            return []
        }
        return zip(parts, parts.dropFirst()).compactMap { earlier, later in
            let last = earlier.rows.max { ranks[Int($0)] < ranks[Int($1)] } ?? 0
            let count = later.rows.count { ranks[Int($0)] == ranks[Int(last)] }
            guard count > 0 else { return nil }
            let time = table[order.name]?.description(row: Int(last)) ?? ""
            return
                "overlapping time: \(count) row\(count == 1 ? "" : "s") of '\(later.name)' with the time \(time), "
                + "as in '\(earlier.name)'"
        }
    }
}

/// Hashes of the rows of a matrix, over the bytes of their numbers.
enum MatrixRows {
    static func hashes(_ matrix: DataMatrix) -> some Collection<UInt64> {
        let stride = matrix.columns * matrix.buffer.elementType.byteCount
        return (0..<matrix.rows).lazy.map { row in
            RowHashes.hash(
                UnsafeRawBufferPointer(start: matrix.buffer.pointer + row * stride, count: stride))
        }
    }
}

/// A set of hashes: a table with a free place for each, found by their low bits. Several times as fast as `Set`, which
/// hashes once more.
struct HashSet {
    /// Two elements a hash, which may lie on a disk.
    private let memory: Buffer
    private let mask: Int
    private let hasZero: Bool

    init(_ hashes: some Collection<UInt64>) {
        var size = 16
        while size < hashes.count * 2 { size *= 2 }
        let mask = size - 1
        memory = Buffer(.int32, count: 2 * size)
        let places = memory.pointer.bindMemory(to: UInt64.self, capacity: size)
        var hasZero = false
        for hash in hashes {
            guard hash != 0 else {
                hasZero = true
                continue
            }
            var place = Int(truncatingIfNeeded: hash) & mask
            while places[place] != 0 && places[place] != hash { place = (place + 1) & mask }
            places[place] = hash
        }
        self.mask = mask
        self.hasZero = hasZero
    }

    func contains(_ hash: UInt64) -> Bool {
        guard hash != 0 else { return hasZero }
        let places = memory.pointer.assumingMemoryBound(to: UInt64.self)
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            if places[place] == hash { return true }
            place = (place + 1) & mask
        }
        return false
    }
}
