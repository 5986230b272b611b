/// The messages of a file or stream: the columns first, dictionaries and batches of rows after them.
struct ArrowMessages {
    struct Message {
        enum Kind {
            case dictionary, batch
        }

        var kind: Kind
        var body: ArrowBatch.Place
        fileprivate var memory: RawBuffer

        /// Calls `body` with what the message says about its content.
        func read<Result>(_ body: (FlatTable) throws -> Result) throws -> Result {
            try memory.withBytes { bytes in
                guard let header = try FlatTable.root(bytes).table(2) else { throw FlatTable.damage }
                return try body(header)
            }
        }
    }

    private let source: ColumnarSource
    let schema: ArrowSchema
    /// Where the messages of a file begin, dictionaries first, those that come next last; nil for a stream.
    private var blocks: [Int]?
    private var position = 0

    /// - Errors: `ColumnarError` for what is no file or stream, or damaged
    init(_ source: ColumnarSource) throws {
        self.source = source
        guard source.count >= 8 else { throw Self.foreign }
        let head = try source.bytes(at: 0, count: 8).withBytes { Array($0) }
        if Array(head[..<6]) == ArrowFile.mark {
            (schema, blocks) = try Self.footer(source)
            return
        }
        guard Array(head[..<4]) != Array("FEA1".utf8) else {
            throw ColumnarError(
                "is a Feather file of version 1, which is not read",
                help: "write it again: pandas.read_feather(path).to_feather(path)")
        }
        guard Array(head[..<4]) == [255, 255, 255, 255] else { throw Self.foreign }
        guard let first = try Self.message(source, &position), first.kind == 1 else {
            throw ColumnarError.damaged("it does not begin with its columns")
        }
        schema = try first.memory.withBytes { bytes in
            guard let header = try FlatTable.root(bytes).table(2) else { throw FlatTable.damage }
            return try ArrowSchema(header)
        }
    }

    private static let foreign = ColumnarError("is no Arrow file: it does not begin with ARROW1")

    /// A file lists its messages at its end.
    private static func footer(_ source: ColumnarSource) throws -> (ArrowSchema, blocks: [Int]) {
        let cut = ColumnarError(
            "ends early: it does not end with ARROW1", help: "fetch or write the file again")
        guard source.count >= 18 else { throw cut }
        let tail = try source.bytes(at: source.count - 10, count: 10).withBytes { Array($0) }
        guard Array(tail[4...]) == ArrowFile.mark else { throw cut }
        let size = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard size <= source.count - 18 else { throw FlatTable.damage }
        return try source.bytes(at: source.count - 10 - size, count: size).withBytes { bytes in
            let table = try FlatTable.root(bytes)
            guard let schema = try table.table(1) else { throw FlatTable.damage }
            let blocks = try [2, 3].flatMap { field in
                let (start, count) = try table.vector(field, size: 24)
                return try (0..<count).map { index in
                    guard
                        let offset = Int(
                            exactly: try FlatTable.load(bytes, start + 24 * index, as: Int64.self))
                    else { throw FlatTable.damage }
                    return offset
                }
            }
            return (try ArrowSchema(schema), blocks.reversed())
        }
    }

    mutating func next() throws -> Message? {
        while true {
            if blocks != nil {
                guard let block = blocks?.popLast() else { return nil }
                position = block
            }
            guard let (memory, kind, body) = try Self.message(source, &position) else {
                guard blocks == nil else { throw FlatTable.damage }
                return nil
            }
            switch kind {
            case 2: return Message(kind: .dictionary, body: body, memory: memory)
            case 3: return Message(kind: .batch, body: body, memory: memory)
            default: continue
            }
        }
    }

    private static func message(
        _ source: ColumnarSource, _ position: inout Int
    ) throws -> (memory: RawBuffer, kind: UInt8, body: ArrowBatch.Place)? {
        let cut = ColumnarError(
            "ends early: a message of it is cut off", help: "fetch or write the file again")
        func size() throws -> Int32? {
            guard position >= 0, position <= source.count - 4 else { return nil }
            defer { position += 4 }
            return try source.bytes(at: position, count: 4).withBytes {
                try FlatTable.load($0, 0, as: Int32.self)
            }
        }
        // Older writers have the size alone, newer ones -1 before it.
        guard var count = try size() else { return nil }
        if count == -1 {
            guard let next = try size() else { return nil }
            count = next
        }
        guard count != 0 else { return nil }
        guard count > 0, Int(count) <= source.count - position else { throw cut }
        let memory = try source.bytes(at: position, count: Int(count))
        position += Int(count)
        let (kind, length) = try memory.withBytes { bytes in
            let table = try FlatTable.root(bytes)
            return (try table.integer(1, default: UInt8(0)), try table.integer(3, default: Int64(0)))
        }
        guard length >= 0, length <= Int64(source.count - position) else { throw cut }
        let body = ArrowBatch.Place(offset: position, count: Int(length))
        position += Int(length)
        return (memory, kind, body)
    }
}
