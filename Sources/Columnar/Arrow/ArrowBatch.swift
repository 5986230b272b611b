/// Rows of an Arrow file: for each column and its children how many values there are, and the buffers they lie in.
struct ArrowBatch: Sendable {
    struct Place: Sendable {
        /// From the start of the file.
        var offset: Int
        var count: Int
    }

    /// A column, or a part of one, as it lies there.
    struct Node: Sendable {
        var length: Int
        var missing: Int
        var buffers: [Place]
        var children: [Node]
    }

    let rows: Int
    let codec: Codec
    /// By column; nil for one that could not be understood after others that are not known.
    let nodes: [Node]

    /// - Parameter body: where the buffers lie in the file
    init(_ table: FlatTable, _ fields: [ArrowField], body: Place) throws {
        let length = try table.integer(0, default: Int64(0))
        guard (0..<1 << 31).contains(length) else { throw FlatTable.damage }
        rows = Int(length)
        if let compression = try table.table(3) {
            switch try compression.integer(0, default: Int8(0)) {
            case 0: codec = .lz4Frame
            case 1: codec = .zstd
            case let number: codec = .unknown("compression number \(number)")
            }
        } else {
            codec = .none
        }
        var reading = try Reading(table, body)
        let rows = rows
        nodes = try fields.map { field in
            let node = try reading.node(field)
            guard node.length == rows else {
                throw ColumnarError.damaged("a column has another number of values than rows").of(field.name)
            }
            return node
        }
    }

    /// The lists of a batch, taken from their start.
    private struct Reading {
        private let table: FlatTable
        private let body: Place
        private let nodes: (start: Int, count: Int)
        private let buffers: (start: Int, count: Int)
        private let views: (start: Int, count: Int)
        private var node = 0
        private var buffer = 0
        private var view = 0

        init(_ table: FlatTable, _ body: Place) throws {
            self.table = table
            self.body = body
            nodes = try table.vector(1, size: 16)
            buffers = try table.vector(2, size: 16)
            views = try table.vector(4, size: 8)
        }

        mutating func node(_ field: ArrowField) throws -> Node {
            guard node < nodes.count else { throw FlatTable.damage }
            let place = nodes.start + 16 * node
            node += 1
            let length = try FlatTable.load(table.bytes, place, as: Int64.self)
            let missing = try FlatTable.load(table.bytes, place + 8, as: Int64.self)
            guard (0..<1 << 40).contains(length), missing >= 0 else { throw FlatTable.damage }
            var count = field.stored.bufferCount
            if field.stored == .views {
                guard view < views.count else { throw FlatTable.damage }
                let more = try FlatTable.load(table.bytes, views.start + 8 * view, as: Int64.self)
                view += 1
                guard more >= 0, more <= Int64(buffers.count) else { throw FlatTable.damage }
                count += Int(more)
            }
            var result = Node(length: Int(length), missing: Int(missing), buffers: [], children: [])
            for _ in 0..<count { result.buffers.append(try nextBuffer()) }
            for child in field.storedChildren { result.children.append(try node(child)) }
            return result
        }

        private mutating func nextBuffer() throws -> Place {
            guard buffer < buffers.count else { throw FlatTable.damage }
            let place = buffers.start + 16 * buffer
            buffer += 1
            let offset = try FlatTable.load(table.bytes, place, as: Int64.self)
            let count = try FlatTable.load(table.bytes, place + 8, as: Int64.self)
            guard offset >= 0, count >= 0, offset <= Int64(body.count), count <= Int64(body.count) - offset
            else { throw ColumnarError.damaged("it refers to bytes beyond its end") }
            return Place(offset: body.offset + Int(offset), count: Int(count))
        }
    }
}
