/// One column of one batch: its buffers, read when they are asked for.
struct ArrowColumn {
    let file: ArrowFile
    let node: ArrowBatch.Node
    private let codec: Codec

    init(_ file: ArrowFile, _ node: ArrowBatch.Node, _ codec: Codec) {
        self.file = file
        self.node = node
        self.codec = codec
    }

    var count: Int { node.length }

    func child(_ index: Int) throws -> ArrowColumn {
        guard node.children.indices.contains(index) else { throw FlatTable.damage }
        return ArrowColumn(file, node.children[index], codec)
    }

    /// - Parameter least: bytes that it must have
    func buffer(_ index: Int, least: Int = 0) throws -> RawBuffer {
        guard node.buffers.indices.contains(index) else { throw FlatTable.damage }
        let buffer = try file.buffer(node.buffers[index], codec)
        guard buffer.count >= least else {
            throw ColumnarError.damaged("a column has fewer values than rows")
        }
        return buffer
    }

    /// 1 by row where there is a value; nil where there are all.
    func presence() throws -> [UInt8]? {
        guard node.missing > 0, count > 0 else { return nil }
        let bits = try buffer(0, least: (count + 7) / 8)
        return bits.withBytes { bytes in
            [UInt8](unsafeUninitializedCapacity: count) { target, filled in
                if let source = bytes.baseAddress, let target = target.baseAddress {
                    BitUnpacking.unpack(source, width: 1, count, into: target)
                }
                filled = count
            }
        }
    }

    /// Calls `body` with the bytes of all values of a fixed width.
    func withValues<Result>(width: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let (needed, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow else { throw FlatTable.damage }
        return try buffer(1, least: needed).withBytes(body)
    }

    /// Where values of any length end, by row and with the first start before them.
    func offsets(isLarge: Bool) throws -> [Int] {
        guard count > 0 else { return [0] }
        let width = isLarge ? 8 : 4
        let (needed, overflow) = (count + 1).multipliedReportingOverflow(by: width)
        guard !overflow else { throw FlatTable.damage }
        return try buffer(1, least: needed).withBytes { bytes in
            var last = 0
            return try (0...count).map { row in
                let offset =
                    isLarge
                    ? try FlatTable.load(bytes, 8 * row, as: Int64.self)
                    : Int64(try FlatTable.load(bytes, 4 * row, as: Int32.self))
                guard offset >= last else {
                    throw ColumnarError.damaged("a text of it ends before it begins")
                }
                last = Int(offset)
                return last
            }
        }
    }
}
