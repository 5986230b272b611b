/// Writes an Arrow file (Feather 2): a batch of rows for each piece, buffers as they are.
///
/// - Source: Apache Arrow, "Arrow Columnar Format" 1.5
package struct ArrowWriter: ColumnarWriter {
    private let columns: [WrittenColumn]
    private var position = 0
    /// Where each batch lies, the size of what is said about it, and of its values.
    private var blocks: [[Int64]] = []

    /// The version of the format that all readers since 2020 know.
    private static let version = Int16(4)

    package init(_ columns: [WrittenColumn]) { self.columns = columns }

    package mutating func start() throws -> [UInt8] {
        let schema = FlatBuilder(
            root: [0: .int16(Self.version), 1: .byte(1), 2: .table(schema), 3: .int64(0)])
        let bytes = ArrowFile.mark + [0, 0] + Self.message(schema.bytes)
        position = bytes.count
        return bytes
    }

    private var schema: [Int: FlatBuilder.Field] { [0: .int16(0), 1: .tables(columns.map(Self.field))] }

    private static func field(_ column: WrittenColumn) -> [Int: FlatBuilder.Field] {
        let (number, type): (UInt8, [Int: FlatBuilder.Field]) =
            switch column.kind {
            case .number: (3, [0: .int16(2)])
            case .integer: (2, [0: .int32(64), 1: .byte(1)])
            case .boolean: (6, [:])
            case .text: (5, [:])
            }
        return [0: .text(column.name), 1: .byte(1), 2: .byte(number), 3: .table(type), 5: .tables([])]
    }

    /// With its size before it, to a multiple of eight.
    private static func message(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        let padding = (8 - content.count % 8) % 8
        bytes.append(littleEndian: UInt32.max)
        bytes.append(littleEndian: UInt32(content.count + padding))
        return bytes + content + [UInt8](repeating: 0, count: padding)
    }

    package mutating func rows(_ values: [WrittenValues]) throws -> [UInt8] {
        guard let count = values.first?.count, count > 0 else { return [] }
        var body: [UInt8] = []
        var buffers: [[Int64]] = []
        var nodes: [[Int64]] = []
        func add(_ bytes: [UInt8]) {
            buffers.append([Int64(body.count), Int64(bytes.count)])
            body += bytes
            body += [UInt8](repeating: 0, count: (8 - body.count % 8) % 8)
        }
        for values in values {
            let presence = values.presence
            nodes.append([Int64(count), Int64(presence.count { !$0 })])
            add(WrittenValues.bits(presence, count: count))
            switch values {
            case .numbers(let values): add(Self.bytes(values.map { ($0 ?? 0).bitPattern }))
            case .integers(let values): add(Self.bytes(values.map { $0 ?? 0 }))
            case .booleans(let values): add(WrittenValues.bits(values.map { $0 ?? false }, count: count))
            case .texts(let values):
                let texts = values.map { Array(($0 ?? "").utf8) }
                var ends: [Int32] = [0]
                var total = 0
                for text in texts {
                    total += text.count
                    guard let end = Int32(exactly: total) else {
                        throw ColumnarError("holds more than 2 GB of text in one part")
                    }
                    ends.append(end)
                }
                add(Self.bytes(ends))
                add(Array(texts.joined()))
            }
        }
        let batch: [Int: FlatBuilder.Field] = [
            0: .int64(Int64(count)), 1: .structures(nodes), 2: .structures(buffers),
        ]
        let message = Self.message(
            FlatBuilder(
                root: [0: .int16(Self.version), 1: .byte(3), 2: .table(batch), 3: .int64(Int64(body.count))]
            ).bytes)
        blocks.append([Int64(position), Int64(message.count), Int64(body.count)])
        position += message.count + body.count
        return message + body
    }

    private static func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * MemoryLayout<Number>.size)
        for number in numbers { bytes.append(littleEndian: number) }
        return bytes
    }

    package mutating func finish() throws -> [UInt8] {
        let footer = FlatBuilder(
            root: [
                0: .int16(Self.version), 1: .table(schema), 2: .structures([]), 3: .structures(blocks),
            ]
        ).bytes
        var bytes: [UInt8] = []
        // No more messages.
        bytes.append(littleEndian: UInt32.max)
        bytes.append(littleEndian: UInt32(0))
        bytes += footer
        bytes.append(littleEndian: UInt32(footer.count))
        return bytes + ArrowFile.mark
    }
}
