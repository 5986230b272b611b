/// The pages of one column of one group of rows, one after the other.
struct PageReader {
    /// Values without the levels before them.
    struct DataPage {
        /// Values, missing ones included.
        var count: Int
        var encoding: PageHeader.Encoding
        var values: UnsafeRawBufferPointer
        /// By value, how much of its path is there; nil where all of it is.
        var definition: [UInt8]?
        /// By value, 0 where a row begins; nil where every value is a row.
        var repetition: [UInt8]?
        /// Values that are there.
        var present: Int
        /// What `values` lie in.
        fileprivate var memory: RawBuffer?

        func withValues<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
            try withExtendedLifetime(memory) { try body(values) }
        }
    }

    enum Page {
        case dictionary(PageHeader.Encoding, count: Int, RawBuffer)
        case data(DataPage)
    }

    private let chunk: RawBuffer
    private let codec: Codec
    private let leaf: ParquetLeaf
    private var position = 0

    init(_ chunk: RawBuffer, codec: Codec, leaf: ParquetLeaf) {
        self.chunk = chunk
        self.codec = codec
        self.leaf = leaf
    }

    /// - Parameter valuesLeft: how many values the pages that come can have at most
    /// - Returns: nil at the end of the chunk
    mutating func next(valuesLeft: Int) throws -> Page? {
        while position < chunk.count {
            let header = try PageHeader(chunk.bytes, at: position)
            position += header.size
            guard header.packedSize <= chunk.count - position else { throw ByteCursor.ended }
            let packed = UnsafeRawBufferPointer(
                rebasing: chunk.bytes[position..<position + header.packedSize])
            position += header.packedSize
            if let checksum = header.checksum, Codec.checksum(packed) != checksum {
                throw ColumnarError.damaged("the check sum of a page does not fit its bytes")
            }
            switch header.kind {
            case .index, nil: continue
            case .dictionary:
                let memory = try unpacked(packed, size: header.unpackedSize)
                return .dictionary(try header.encoding, count: header.count, memory)
            case .data, .dataV2:
                guard header.count <= valuesLeft else {
                    throw ColumnarError.damaged("its pages hold more values than it has rows")
                }
                return .data(
                    header.kind == .data
                        ? try firstVersion(header, packed) : try secondVersion(header, packed))
            }
        }
        return nil
    }

    private func unpacked(_ packed: UnsafeRawBufferPointer, size: Int) throws -> RawBuffer {
        let buffer = try RawBuffer(count: size)
        try withExtendedLifetime(buffer) { try codec.decompress(packed, into: buffer.mutableBytes) }
        return buffer
    }

    /// Levels and values are packed together; levels have their size before them.
    private func firstVersion(_ header: PageHeader, _ packed: UnsafeRawBufferPointer) throws -> DataPage {
        var memory: RawBuffer?
        var bytes = packed
        if codec != .none {
            let buffer = try unpacked(packed, size: header.unpackedSize)
            memory = buffer
            bytes = buffer.bytes
        }
        var cursor = ByteCursor(bytes)
        let repetition = try levels(
            header.count, most: leaf.mostRepetition, header.repetitionEncoding, &cursor)
        let definition = try levels(
            header.count, most: leaf.mostDefinition, header.definitionEncoding, &cursor, areUsual: true)
        let values = try cursor.take(cursor.left)
        return try page(header, values, definition, repetition, memory)
    }

    /// Levels lie before what is packed.
    private func secondVersion(_ header: PageHeader, _ packed: UnsafeRawBufferPointer) throws -> DataPage {
        var cursor = ByteCursor(packed)
        let repetitions = try cursor.take(header.repetitionSize)
        let definitions = try cursor.take(header.definitionSize)
        var values = try cursor.take(cursor.left)
        var memory: RawBuffer?
        if codec != .none, header.isPacked {
            let size = header.unpackedSize - header.repetitionSize - header.definitionSize
            guard size >= 0 else { throw ThriftReader.damage }
            // A page without values has nothing to unpack.
            if size > 0 || !values.isEmpty {
                let buffer = try unpacked(values, size: size)
                memory = buffer
                values = buffer.bytes
            }
        }
        let repetition =
            leaf.mostRepetition > 0 ? try runs(header.count, leaf.mostRepetition, repetitions) : nil
        let definition =
            leaf.mostDefinition > 0
            ? try runs(header.count, leaf.mostDefinition, definitions, areUsual: true) : nil
        return try page(header, values, definition, repetition, memory)
    }

    private func page(
        _ header: PageHeader, _ values: UnsafeRawBufferPointer, _ definition: [UInt8]?,
        _ repetition: [UInt8]?, _ memory: RawBuffer?
    ) throws -> DataPage {
        var page = DataPage(
            count: header.count, encoding: try header.encoding, values: values, definition: definition,
            repetition: repetition, present: header.count, memory: memory ?? chunk)
        if let definition {
            let most = UInt8(leaf.mostDefinition)
            page.present = definition.reduce(0) { $0 + ($1 == most ? 1 : 0) }
            if page.present == page.count { page.definition = nil }
        }
        return page
    }

    private func levels(
        _ count: Int, most: Int, _ encoding: Int, _ cursor: inout ByteCursor, areUsual: Bool = false
    ) throws -> [UInt8]? {
        guard most > 0 else { return nil }
        if encoding == PageHeader.Encoding.bitPacked.rawValue {
            let width = Self.bits(most)
            let bytes = try cursor.take((count * width + 7) / 8)
            return (0..<count).map { Self.packedLevel(bytes, at: $0 * width, width: width) }
        }
        guard encoding == PageHeader.Encoding.runs.rawValue else {
            throw ColumnarError("has levels in an encoding that is not known (number \(encoding))")
        }
        let size = try cursor.count32()
        return try runs(count, most, try cursor.take(size), areUsual: areUsual)
    }

    /// The highest bit first, as nobody writes it any more.
    private static func packedLevel(_ bytes: UnsafeRawBufferPointer, at bit: Int, width: Int) -> UInt8 {
        (bit..<bit + width).reduce(0) { $0 << 1 | (bytes[$1 >> 3] >> UInt8(7 - $1 & 7) & 1) }
    }

    /// - Parameter areUsual: whether levels that are all the highest need not be told one by one; then nil
    private func runs(
        _ count: Int, _ most: Int, _ bytes: UnsafeRawBufferPointer, areUsual: Bool = false
    ) throws -> [UInt8]? {
        var runs = try HybridRuns(bytes, width: Self.bits(most))
        if areUsual, count > 0, try runs.isAll(most, count) { return nil }
        var levels = [UInt8](repeating: 0, count: count)
        try levels.withUnsafeMutableBufferPointer { levels in
            if let base = levels.baseAddress { try runs.read(count, into: base) }
        }
        guard levels.allSatisfy({ $0 <= most }) else { throw HybridRuns.damage }
        return levels
    }

    private static func bits(_ most: Int) -> Int { Int.bitWidth - most.leadingZeroBitCount }
}
