extension ArrowFile {
    package func numbers(
        column: Int, group: Int, into target: UnsafeMutablePointer<Double>
    ) throws -> NumberFacts {
        try reading(column, group) { field, values in
            guard let (id, form) = field.dictionary else {
                return try Self.numbers(field.type, values, into: target)
            }
            let (dictionary, found) = try numbers(ofDictionary: id)
            var facts = found
            let codes = try Self.codes(form, values, below: dictionary.count)
            for (row, code) in codes.enumerated() {
                target[row] = code < 0 ? .nan : dictionary[Int(code)]
                facts.hasMissing = facts.hasMissing || code < 0
            }
            return facts
        }
    }

    static func numbers(
        _ type: ArrowType, _ values: ArrowColumn, into target: UnsafeMutablePointer<Double>
    ) throws -> NumberFacts {
        let count = values.count
        if type == .null {
            target.update(repeating: .nan, count: count)
            return NumberFacts(hasMissing: count > 0)
        }
        guard case .number(let form) = type else { throw ColumnarError("holds no numbers") }
        guard count > 0 else { return NumberFacts() }
        let presence = try values.presence()
        return try values.withValues(width: form.width) { bytes in
            guard let source = bytes.baseAddress else { return NumberFacts() }
            guard let presence else { return form.convert(source, count, into: target) }
            // What lies where no value is may be anything, whole numbers that no double holds as well.
            var facts = NumberFacts(hasMissing: true)
            let all = form.convert(source, count, into: target)
            for row in 0..<count where presence[row] == 0 { target[row] = .nan }
            guard all.isRounded else { return facts }
            var one = 0.0
            for row in 0..<count where presence[row] == 1 && !facts.isRounded {
                facts.isRounded = form.convert(source + form.width * row, 1, into: &one).isRounded
            }
            return facts
        }
    }

    private func numbers(ofDictionary id: Int64) throws -> ([Double], NumberFacts) {
        guard let field = dictionaryFields[id] else { throw FlatTable.damage }
        var facts = NumberFacts()
        var all: [Double] = []
        for batch in dictionaries[id] ?? [] {
            guard let node = batch.nodes.first else { continue }
            let values = ArrowColumn(self, node, batch.codec)
            var numbers = [Double](repeating: 0, count: values.count)
            facts.add(
                try numbers.withUnsafeMutableBufferPointer { target in
                    guard let target = target.baseAddress else { return NumberFacts() }
                    return try Self.numbers(field.type, values, into: target)
                })
            all += numbers
        }
        return (all, facts)
    }

    /// Numbers into a dictionary; -1 where there is none.
    static func codes(_ form: NumberForm, _ values: ArrowColumn, below count: Int) throws -> [Int32] {
        let rows = values.count
        guard rows > 0 else { return [] }
        let presence = try values.presence()
        var numbers = [Double](repeating: 0, count: rows)
        try values.withValues(width: form.width) { bytes in
            guard let source = bytes.baseAddress else { return }
            numbers.withUnsafeMutableBufferPointer { target in
                if let target = target.baseAddress { _ = form.convert(source, rows, into: target) }
            }
        }
        return try (0..<rows).map { row in
            if let presence, presence[row] == 0 { return -1 }
            guard numbers[row] >= 0, numbers[row] < Double(count) else {
                throw ColumnarError.damaged("it refers to values that its dictionary does not have")
            }
            return Int32(numbers[row])
        }
    }

    package func booleans(column: Int, group: Int, into target: UnsafeMutablePointer<UInt8>) throws {
        try reading(column, group) { field, values in
            let count = values.count
            guard field.type == .boolean, field.dictionary == nil else {
                throw ColumnarError("holds no truth values")
            }
            guard count > 0 else { return }
            let presence = try values.presence()
            try values.buffer(1, least: (count + 7) / 8).withBytes { bytes in
                if let source = bytes.baseAddress {
                    BitUnpacking.unpack(source, width: 1, count, into: target)
                }
            }
            guard let presence else { return }
            for row in 0..<count where presence[row] == 0 { target[row] = 2 }
        }
    }

    package func tensors(column: Int, group: Int) throws -> TensorChunk {
        try reading(column, group) { field, values in
            guard case .tensor(let element) = field.kind, let child = field.children.first else {
                throw ColumnarError("holds no lists of numbers")
            }
            guard values.node.missing == 0 else { throw ListLengths.gaps }
            let rows = values.count
            let elements = try values.child(0)
            let (start, width) = try Self.lengths(field.type, values)
            guard rows > 0 else { return TensorChunk(width: nil, buffer: try RawBuffer(count: 0)) }
            let (total, overflow) = rows.multipliedReportingOverflow(by: width)
            guard width > 0 else { throw ListLengths.gaps }
            guard !overflow, start <= elements.count, total <= elements.count - start else {
                throw ColumnarError.damaged("its lists have more numbers than there are")
            }
            guard elements.node.missing == 0 else { throw ListLengths.gaps }
            let numbers = try RawBuffer(count: 8 * elements.count)
            try numbers.mutableBytes.withMemoryRebound(to: Double.self) { target in
                if let target = target.baseAddress {
                    _ = try Self.numbers(child.type, elements, into: target)
                }
            }
            return TensorChunk(width: width, buffer: try numbers.cut(from: start, total, as: element))
        }
    }

    /// Where the lists of a column begin among their numbers, and how long each is.
    private static func lengths(_ type: ArrowType, _ values: ArrowColumn) throws -> (start: Int, width: Int) {
        switch type {
        case .fixedList(let width): return (0, width)
        case .list(let isLarge):
            let offsets = try values.offsets(isLarge: isLarge)
            guard offsets.count > 1 else { return (0, 0) }
            let width = offsets[1] - offsets[0]
            if let other = zip(offsets.dropFirst(), offsets).lazy.map({ $0 - $1 }).first(where: {
                $0 != width
            }) {
                throw ListLengths.different(width, other)
            }
            return (offsets[0], width)
        default: throw ColumnarError("holds no lists of numbers")
        }
    }
}
