/// What a column is taken for while it is read.
enum CSVColumnKind: UInt8 {
    /// Numbers so far, or nothing but missing values.
    case number
    case text
    /// Numbers were stored before a value appeared that is none: read again as text in a second pass.
    case abandoned
    /// Texts exactly as they stand there, with no value that means missing.
    case verbatim
    /// Not wanted in this pass.
    case skipped
}

/// The columns of a file while they are read: plain memory that grows by doubling, written by row index, so that
/// a record cut short by the end of the buffer can simply be parsed again.
final class CSVColumnSinks {
    let count: Int
    private(set) var capacity = 0
    let kinds: UnsafeMutablePointer<CSVColumnKind>
    let values: UnsafeMutablePointer<UnsafeMutablePointer<Double>?>
    let codes: UnsafeMutablePointer<UnsafeMutablePointer<Int32>?>
    @exclusivity(unchecked) private(set) var dictionaries: [TextDictionary?]
    @exclusivity(unchecked) private(set) var missingRows: [[Int32]]
    /// Per abandoned column: the value that is not a number, and its line.
    private(set) var firstText: [String?]
    /// Per number column: the first whole number that a double cannot hold, and its line.
    @exclusivity(unchecked) private(set) var rounded: [(line: Int, text: String)?]
    /// Columns given up for that reason alone.
    private(set) var holdsWholeNumbers: [Bool]
    /// Number columns with a missing value that is missing as a number only: as text it would be a value.
    private var hasNamedNaN: [Bool]
    private let memory: UnsafeMutablePointer<ColumnMemory>

    init(kinds initial: [CSVColumnKind]) {
        count = initial.count
        kinds = .allocate(capacity: max(1, count))
        values = .allocate(capacity: max(1, count))
        codes = .allocate(capacity: max(1, count))
        memory = .allocate(capacity: max(1, count))
        values.initialize(repeating: nil, count: max(1, count))
        codes.initialize(repeating: nil, count: max(1, count))
        kinds.initialize(repeating: .skipped, count: max(1, count))
        for (index, kind) in initial.enumerated() {
            kinds[index] = kind
            (memory + index).initialize(to: ColumnMemory())
        }
        dictionaries = initial.map { $0 == .text || $0 == .verbatim ? TextDictionary() : nil }
        rounded = initial.map { _ in nil }
        holdsWholeNumbers = initial.map { _ in false }
        hasNamedNaN = initial.map { _ in false }
        missingRows = initial.map { _ in [] }
        firstText = initial.map { _ in nil }
    }

    deinit {
        memory.deinitialize(count: count)
        memory.deallocate()
        kinds.deallocate()
        values.deallocate()
        codes.deallocate()
    }

    /// Makes room for more rows: at least twice as many, or as many as are expected in all.
    ///
    /// - Returns: false when there is no memory for them; what was read so far is still there.
    func grow(expecting expected: Int) -> Bool {
        // A file of very many columns has few rows, most likely.
        let fewest = max(8, min(1024, (1 << 22) / max(1, count)))
        let rows = max(fewest, capacity * 2, expected)
        for column in 0..<count where !resize(column, rows) { return false }
        capacity = rows
        return true
    }

    func markMissing(_ column: Int, row: Int) {
        switch kinds[column] {
        case .number:
            values[column]?[row] = .nan
            // The record may be parsed twice.
            if missingRows[column].last != Int32(row) { missingRows[column].append(Int32(row)) }
        case .text, .verbatim: codes[column]?[row] = TextDictionary.missing
        case .abandoned, .skipped: break
        }
    }

    /// A value such as `nan`, which is missing where there are numbers, and a text where there are texts.
    func markNotANumber(_ column: Int, row: Int) {
        hasNamedNaN[column] = true
        markMissing(column, row: row)
    }

    func noteRounded(_ column: Int, line: Int, text: String) {
        rounded[column] = (line, text)
    }

    /// Whether all a number column has in rows before `row` are values that are missing as texts too.
    func canBecomeText(_ column: Int, row: Int) -> Bool {
        !hasNamedNaN[column] && missingRows[column].count { $0 < row } == row
    }

    /// Forgets what a record that is not kept has left.
    func discard(row: Int) {
        for column in 0..<count where missingRows[column].last == Int32(row) {
            missingRows[column].removeLast()
        }
    }

    /// Turns a column without a number so far into a text column; all rows before `row` are missing.
    func becomeText(_ column: Int, row: Int) {
        kinds[column] = .text
        values[column] = nil
        missingRows[column] = []
        dictionaries[column] = TextDictionary()
        // The codes take half the memory that the numbers had.
        codes[column] = memory[column].address?.bindMemory(to: Int32.self, capacity: capacity)
        for earlier in 0..<row { codes[column]?[earlier] = TextDictionary.missing }
    }

    func abandon(_ column: Int, because text: String) {
        kinds[column] = .abandoned
        values[column] = nil
        missingRows[column] = []
        firstText[column] = text
    }

    /// Gives up the numbers of columns that hold nothing but whole numbers, some of which a double cannot tell from
    /// others: they are read again as texts.
    ///
    /// - Parameter markers: numbers that mean missing, by column
    func abandonRounded(rows: Int, markers: (Int) -> [Double]) {
        for column in 0..<count where kinds[column] == .number {
            guard let (line, text) = rounded[column], let values = values[column] else { continue }
            let markers = markers(column)
            let numbers = UnsafeBufferPointer(start: values, count: rows)
            let areWhole = numbers.allSatisfy { value in
                value.isNaN || markers.contains(value) || (value.isFinite && value == value.rounded())
            }
            guard areWhole else { continue }
            abandon(column, because: WholeNumber.remark(text, line: line))
            holdsWholeNumbers[column] = true
        }
    }

    /// Takes the numbers of a column out, cut to `rows`.
    ///
    /// - Parameter markers: numbers that mean missing, however they are written
    func takeNumbers(_ column: Int, rows: Int, markers: [Double]) -> NumberColumn {
        guard kinds[column] == .number, resize(column, rows) else { return NumberColumn([]) }
        values[column] = nil
        var block = ColumnMemory()
        swap(&block, &memory[column])
        let storage = NumberStorage(adopting: block, count: rows)
        if !markers.isEmpty, storage.erase(markers) { return NumberColumn(missingAsNaN: storage) }
        guard !missingRows[column].isEmpty else { return NumberColumn(storage: storage) }
        var validity = Bitmap(count: rows, filled: true)
        for row in missingRows[column] where row < rows { validity[Int(row)] = false }
        return NumberColumn(storage: storage, validity: validity)
    }

    private func resize(_ column: Int, _ rows: Int) -> Bool {
        switch kinds[column] {
        case .abandoned, .skipped: return true
        case .number:
            guard memory[column].resize(rows * MemoryLayout<Double>.stride) else { return false }
            values[column] = memory[column].address?.bindMemory(to: Double.self, capacity: rows)
        case .text, .verbatim:
            guard memory[column].resize(rows * MemoryLayout<Int32>.stride) else { return false }
            codes[column] = memory[column].address?.bindMemory(to: Int32.self, capacity: rows)
        }
        return true
    }
}

extension NumberStorage {
    /// Makes every value that is one of the markers missing; whether there was one.
    fileprivate func erase(_ markers: [Double]) -> Bool {
        var found = false
        for row in 0..<count where markers.contains(pointer[row]) {
            pointer[row] = .nan
            found = true
        }
        return found
    }
}
