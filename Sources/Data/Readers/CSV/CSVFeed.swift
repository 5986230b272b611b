/// The window of a file that is being parsed: refilled from the stream, ending in zero bytes that nothing takes for
/// data.
final class CSVFeed {
    /// Half of a common second-level cache: text is parsed while it is still there.
    private static let initialCapacity = 256 << 10
    /// No record is longer, unless a quote was never closed or the file is not text.
    private static let longestRecord = 64 << 20

    private let path: String
    private let stream: any ByteStream
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var first = 0
    private var count = 0
    private var isAtEnd = false
    private(set) var isEmptyFile = false

    init(path: String, stream: any ByteStream) throws {
        self.path = path
        self.stream = stream
        capacity = CSVFeed.initialCapacity
        memory = .allocate(capacity: capacity + FastNumber.readAhead)
        _ = try fill()
        isEmptyFile = count == 0
        try skipByteOrderMark()
    }

    deinit { memory.deallocate() }

    var start: UnsafePointer<UInt8> { UnsafePointer(memory + first) }
    var end: UnsafePointer<UInt8> { UnsafePointer(memory + count) }
    /// The share of the file that was read before the present window.
    private(set) var progress = 0.0
    var isUsedUp: Bool { first == count }

    func consume(upTo position: UnsafePointer<UInt8>) { first = position - UnsafePointer(memory) }

    /// Keeps what is not used up and adds more; false when there is nothing to add.
    func fill() throws -> Bool {
        if isAtEnd { return false }
        if first == 0 && count == capacity { try grow() }
        progress = stream.progress
        let rest = count - first
        memory.update(from: memory + first, count: rest)
        first = 0
        let target = UnsafeMutableRawBufferPointer(start: memory + rest, count: capacity - rest)
        let added = try stream.read(into: target)
        count = rest + added
        var isLonger = added > 0
        if added < target.count {
            isAtEnd = true
            // A last line without an end gets one; there is room, because the buffer is not full.
            if count > 0, memory[count - 1] != UInt8(ascii: "\n") {
                memory[count] = UInt8(ascii: "\n")
                count += 1
                // The stream may have ended exactly where the window before this one did.
                isLonger = true
            }
        }
        (memory + count).update(repeating: 0, count: FastNumber.readAhead)
        return isLonger
    }

    private func grow() throws {
        guard capacity < CSVFeed.longestRecord else {
            throw DataFileError(
                file: path, "a record is longer than 64 MiB",
                help: "is a quote never closed, or is the file no text?")
        }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + FastNumber.readAhead)
        larger.update(from: memory, count: count)
        memory.deallocate()
        memory = larger
        capacity *= 2
    }

    /// What files that are no text begin with; no text has such bytes there.
    private static let otherFormats: [(mark: [UInt8], name: String)] = [
        ([0x50, 0x4b, 0x03, 0x04], "a zip archive or an Excel file"),
        ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel file"),
        (Array("PAR1".utf8) + [0x15], "a Parquet file"), (Array("ARROW1".utf8) + [0], "an Arrow file"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        (Array("SQLite format 3".utf8) + [0], "an SQLite database"),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive"), ([0x28, 0xb5, 0x2f, 0xfd], "a zstd archive"),
    ]

    private func skipByteOrderMark() throws {
        let start = UnsafeBufferPointer(start: memory, count: min(count, 16))
        if let other = Self.otherFormats.first(where: { start.starts(with: $0.mark) }) {
            throw DataFileError(
                file: path, "is \(other.name), not delimited text",
                help: "save the table as CSV, plain or gzipped, with the program that wrote it")
        }
        if count >= 3, memory[0] == 0xef, memory[1] == 0xbb, memory[2] == 0xbf { first = 3 }
        if count >= 2, (memory[0] == 0xff && memory[1] == 0xfe) || (memory[0] == 0xfe && memory[1] == 0xff) {
            throw DataFileError(
                file: path, "is UTF-16 text; only UTF-8 is read", help: "convert it: iconv -f UTF-16 -t UTF-8"
            )
        }
    }
}
