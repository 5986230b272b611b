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

    static func different(_ first: Int, _ other: Int) -> ColumnarError {
        ColumnarError(
            "has lists of different lengths (\(first) numbers, then \(other)), and lists of numbers are read only where "
                + "all of them have the same length", help: "leave the column out with 'columns'")
    }

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
        if let width, width != current { throw ListLengths.different(width, current) }
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

extension RawBuffer {
    /// Doubles as the elements of tensors.
    func cut(from start: Int, _ count: Int, as element: TensorElement) throws -> RawBuffer {
        if element == .float64, start == 0, count * 8 == self.count { return self }
        let result = try RawBuffer(count: element.rawValue * count)
        withBytes { doubles in
            let target = result.mutableBytes
            for index in 0..<count {
                let value = doubles.loadUnaligned(fromByteOffset: 8 * (start + index), as: Double.self)
                switch element {
                case .float64: target.storeBytes(of: value, toByteOffset: 8 * index, as: Double.self)
                case .float32: target.storeBytes(of: Float(value), toByteOffset: 4 * index, as: Float.self)
                case .byte: target[index] = UInt8(exactly: value) ?? 0
                }
            }
        }
        return result
    }
}
