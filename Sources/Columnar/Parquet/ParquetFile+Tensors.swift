extension ParquetFile {
    package func tensors(column: Int, group: Int) throws -> TensorChunk {
        try reading(column) { leaf in
            guard case .number(let form) = leaf.form, case .tensor(let element) = columns[column].kind else {
                throw ColumnarError("holds no lists of numbers")
            }
            var values = try checked(leaf, group: group).valueCount
            let numbers = try RawBuffer(count: 8 * values)
            let target = numbers.mutableBytes.bindMemory(to: Double.self)
            var lengths = ListLengths(rows: groupRows[group])
            var dictionary: [Double]?
            var facts = NumberFacts()
            try forEachPage(leaf, group) { count, encoding, memory in
                (dictionary, facts) = try converted(memory, encoding, count, leaf, form, facts)
            } data: { page, done in
                guard page.present == page.count else { throw ListLengths.gaps }
                try lengths.add(page)
                guard let base = target.baseAddress else { return }
                if page.encoding.isDictionary {
                    try gather(page, dictionary, into: base + done)
                } else {
                    _ = try FixedValues.with(page, leaf) {
                        form.convert($0, page.present, into: base + done)
                    }
                }
            }
            values = try lengths.finish()
            guard element == .float32 else { return TensorChunk(width: lengths.width, buffer: numbers) }
            return TensorChunk(width: lengths.width, buffer: try numbers.narrowed(values))
        }
    }
}

extension RawBuffer {
    /// Doubles as floats.
    func narrowed(_ count: Int) throws -> RawBuffer {
        let narrow = try RawBuffer(count: 4 * count)
        withBytes { doubles in
            for index in 0..<count {
                let value = doubles.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
                narrow.mutableBytes.storeBytes(of: Float(value), toByteOffset: 4 * index, as: Float.self)
            }
        }
        return narrow
    }
}

/// How long the lists of a column are: all must have the length of the first.
struct ListLengths {
    private let rows: Int
    private var started = 0
    private var current = 0
    private var total = 0
    private(set) var width: Int?

    static let gaps = ColumnarError(
        "has rows without a list, empty lists, or lists with missing values, and lists of numbers are read only where "
            + "all of them have the same length", help: "fill them, or leave the column out with 'columns'")

    init(rows: Int) { self.rows = rows }

    mutating func add(_ page: PageReader.DataPage) throws {
        total += page.count
        guard let repetition = page.repetition else { throw ListLengths.gaps }
        for level in repetition {
            if level == 0 {
                try close()
                started += 1
            }
            current += 1
        }
    }

    private mutating func close() throws {
        guard started > 0 else {
            guard current == 0 else { throw HybridRuns.damage }
            return
        }
        if let width, width != current {
            throw ColumnarError(
                "has lists of different lengths (\(width) numbers, then \(current)), and lists of numbers are read "
                    + "only where all of them have the same length",
                help: "leave the column out with 'columns'")
        }
        width = current
        current = 0
    }

    /// - Returns: numbers in all
    mutating func finish() throws -> Int {
        try close()
        guard started == rows else {
            throw ColumnarError.damaged("it has another number of lists than rows")
        }
        return total
    }
}
