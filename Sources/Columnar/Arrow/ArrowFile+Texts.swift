extension ArrowFile {
    package func texts(column: Int, group: Int) throws -> TextChunk {
        try reading(column, group) { field, values in
            guard let (id, form) = field.dictionary else { return try Self.texts(field.type, values) }
            guard let entries = dictionaryFields[id] else { throw FlatTable.damage }
            var all = TextChunk()
            var known: [Int32] = []
            for batch in dictionaries[id] ?? [] {
                guard let node = batch.nodes.first else { continue }
                let part = try Self.texts(entries.type, ArrowColumn(self, node, batch.codec))
                let first = Int32(all.ends.count)
                let start = all.bytes.count
                all.bytes += part.bytes
                all.ends += part.ends.map { $0 + start }
                known += part.codes.map { $0 < 0 ? -1 : $0 + first }
            }
            all.codes = try Self.codes(form, values, below: known.count).map { $0 < 0 ? -1 : known[Int($0)] }
            return all
        }
    }

    static func texts(_ type: ArrowType, _ values: ArrowColumn) throws -> TextChunk {
        switch type {
        case .characters(let isLarge): return try characters(values, isLarge: isLarge)
        case .views: return try views(values)
        case .text(let form): return try fixed(form, values)
        case .number(let form): return try fixed(.number(form), values)
        case .null: return TextChunk(codes: [Int32](repeating: -1, count: values.count))
        default: throw ColumnarError("holds no texts")
        }
    }

    private static func characters(_ values: ArrowColumn, isLarge: Bool) throws -> TextChunk {
        let offsets = try values.offsets(isLarge: isLarge)
        let presence = try values.presence()
        return try values.buffer(2).withBytes { bytes in
            let (start, end) = (offsets[0], offsets[offsets.count - 1])
            guard end <= bytes.count else { throw ColumnarError.damaged("a text of it lies beyond its end") }
            var chunk = TextChunk()
            chunk.bytes = Array(bytes[start..<end])
            chunk.ends = offsets.dropFirst().map { $0 - start }
            chunk.codes = (0..<values.count).map { row in presence?[row] == 0 ? -1 : Int32(row) }
            return chunk
        }
    }

    private static func fixed(_ form: TextForm, _ values: ArrowColumn) throws -> TextChunk {
        guard values.count > 0 else { return TextChunk() }
        let presence = try values.presence()
        return try values.withValues(width: form.width) { bytes in
            var chunk = TextChunk()
            var known: [UInt64: Int32] = [:]
            guard let source = bytes.baseAddress else { throw FlatTable.damage }
            let codes = form.add(source, values.count, to: &chunk, known: &known)
            chunk.codes = codes.enumerated().map { presence?[$0] == 0 ? -1 : $1 }
            return chunk
        }
    }

    /// 16 bytes a value: its length, then itself, or its start, which of more buffers has it, and where.
    private static func views(_ values: ArrowColumn) throws -> TextChunk {
        let presence = try values.presence()
        let others = try (2..<max(2, values.node.buffers.count)).map { try values.buffer($0) }
        return try values.withValues(width: 16) { bytes in
            var chunk = TextChunk()
            for row in 0..<values.count {
                guard presence?[row] != 0 else {
                    chunk.codes.append(-1)
                    continue
                }
                let length = Int(try FlatTable.load(bytes, 16 * row, as: Int32.self))
                guard length >= 0 else { throw FlatTable.damage }
                if length <= 12 {
                    chunk.append(
                        UnsafeRawBufferPointer(rebasing: bytes[16 * row + 4..<16 * row + 4 + length]))
                } else {
                    let index = Int(try FlatTable.load(bytes, 16 * row + 8, as: Int32.self))
                    let offset = Int(try FlatTable.load(bytes, 16 * row + 12, as: Int32.self))
                    guard others.indices.contains(index), offset >= 0,
                        length <= others[index].count - offset
                    else { throw ColumnarError.damaged("a text of it lies beyond its end") }
                    others[index].withBytes {
                        chunk.append(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + length]))
                    }
                }
                chunk.codes.append(Int32(chunk.ends.count - 1))
            }
            return chunk
        }
    }
}
