import Foundation

/// Makes columns of NumPy arrays: one of a vector, one per column of a matrix, one of tensors for more dimensions.
///
/// - Errors: `DataFileError`: a damaged header, too few bytes, complex or structured values, more than 10,000 columns
struct ArrayReader {
    /// For messages.
    let path: String
    let name: String

    private static let mostColumns = 10_000

    /// A column, and why it holds texts in place of whole numbers.
    struct Named {
        var name: String
        var column: Column
        var remark: String?
    }

    static func table(_ columns: [Named]) throws -> Table {
        var remarks: [String: String] = [:]
        for column in columns { remarks[column.name] = column.remark }
        return try Table(columns.map { ($0.name, $0.column) }).holdingWholeNumbers(remarks)
    }

    func columns(_ bytes: UnsafeRawBufferPointer, limit: Int?) throws -> [Named] {
        let header: ArrayHeader
        do {
            header = try ArrayHeader(bytes)
        } catch let damage as ArrayHeader.Damage {
            throw DataFileError(file: path, "'\(name)' " + damage.message, help: damage.help)
        }
        let needed = header.rows * header.width * header.valueSize
        guard bytes.count - header.dataOffset >= needed else {
            throw DataFileError(
                file: path, "'\(name)' ends early: its header announces more values",
                help: "fetch the file again")
        }
        let rows = min(header.rows, limit ?? .max)
        if header.shape.count <= 2 {
            guard header.width <= ArrayReader.mostColumns else {
                throw DataFileError(file: path, "'\(name)' has \(header.width) columns, more than 10,000")
            }
            return (0..<header.width).map { index in
                let label = header.shape.count == 1 ? name : "\(name)_\(index)"
                let column = column(bytes, header, index, rows)
                return Named(name: label, column: column, remark: remark(column, header))
            }
        }
        guard !header.isColumnMajor else {
            throw DataFileError(
                file: path, "'\(name)' is stored column by column", help: "save numpy.ascontiguousarray of it"
            )
        }
        guard header.kind != .unicode else {
            throw DataFileError(file: path, "'\(name)' holds tensors of text")
        }
        return [Named(name: name, column: .tensors(tensors(bytes, header, rows)))]
    }

    private func remark(_ column: Column, _ header: ArrayHeader) -> String? {
        guard header.kind == .signed || header.kind == .unsigned, column.type != .number else { return nil }
        let example = (0..<column.count).lazy.compactMap { column.description(row: $0) }.first {
            WholeNumber.isRounded($0)
        }
        return WholeNumber.remark(example ?? "", line: nil)
    }

    private func column(_ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ index: Int, _ rows: Int)
        -> Column
    {
        func position(_ row: Int) -> Int {
            let place = header.isColumnMajor ? index * header.rows + row : row * header.width + index
            return header.dataOffset + place * header.valueSize
        }
        switch header.kind {
        case .unicode:
            return .categories(
                CategoryColumn((0..<rows).map { ArrayReader.text(bytes, at: position($0), header) }))
        case .boolean:
            return .booleans(
                BooleanColumn(values: (0..<rows).map { bytes[position($0)] == 0 ? 0 : 1 }, validity: nil))
        case .signed where header.size == 8, .unsigned where header.size == 8:
            return wholeNumbers(bytes, header, rows, position)
        case .signed, .unsigned, .float:
            let storage = NumberStorage(uninitialized: rows)
            for row in 0..<rows {
                storage.pointer[row] = ArrayReader.number(bytes, at: position(row), header)
            }
            return .numbers(NumberColumn(missingAsNaN: storage))
        }
    }

    /// Numbers; texts where a double does not hold each of them.
    private func wholeNumbers(
        _ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ rows: Int, _ position: (Int) -> Int
    ) -> Column {
        let storage = NumberStorage(uninitialized: rows)
        var isExact = true
        for row in 0..<rows {
            let bits = ArrayReader.bits(bytes, at: position(row), header)
            let value = header.kind == .signed ? Double(Int64(bitPattern: bits)) : Double(bits)
            storage.pointer[row] = value
            guard abs(value) >= 0x1p53 else { continue }
            isExact =
                isExact
                && (header.kind == .signed
                    ? Int64(exactly: value) == Int64(bitPattern: bits) : UInt64(exactly: value) == bits)
        }
        if isExact { return .numbers(NumberColumn(storage: storage)) }
        let texts = (0..<rows).map { row -> String? in
            let bits = ArrayReader.bits(bytes, at: position(row), header)
            return header.kind == .signed ? "\(Int64(bitPattern: bits))" : "\(bits)"
        }
        return CategoryColumn(texts).textIfMostDiffer
    }

    private func tensors(_ bytes: UnsafeRawBufferPointer, _ header: ArrayHeader, _ rows: Int) -> TensorColumn
    {
        let count = rows * header.width
        let shape = Array(header.shape.dropFirst())
        if header.kind == .unsigned && header.size == 1 || header.kind == .boolean {
            let storage = TensorStorage(byteCount: count)
            let source = UnsafeRawBufferPointer(
                rebasing: bytes[header.dataOffset..<(header.dataOffset + count)])
            UnsafeMutableRawBufferPointer(start: storage.pointer, count: count).copyMemory(from: source)
            return TensorColumn(storage: storage, element: .byte, shape: shape, count: rows)
        }
        let isSingle = header.kind == .float && header.size == 4
        let storage = TensorStorage(byteCount: count * (isSingle ? 4 : 8))
        for index in 0..<count {
            let value = ArrayReader.number(bytes, at: header.dataOffset + index * header.size, header)
            if isSingle {
                storage.pointer.assumingMemoryBound(to: Float.self)[index] = Float(value)
            } else {
                storage.pointer.assumingMemoryBound(to: Double.self)[index] = value
            }
        }
        return TensorColumn(
            storage: storage, element: isSingle ? .float32 : .float64, shape: shape, count: rows)
    }

    private static func bits(_ bytes: UnsafeRawBufferPointer, at position: Int, _ header: ArrayHeader)
        -> UInt64
    {
        var bits: UInt64 = 0
        for index in 0..<header.size {
            let byte = UInt64(bytes[position + (header.isBigEndian ? index : header.size - 1 - index)])
            bits = bits << 8 | byte
        }
        return bits
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at position: Int, _ header: ArrayHeader)
        -> Double
    {
        let bits = bits(bytes, at: position, header)
        switch (header.kind, header.size) {
        case (.float, 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case (.float, _): return Double(bitPattern: bits)
        case (.signed, 1): return Double(Int8(truncatingIfNeeded: bits))
        case (.signed, 2): return Double(Int16(truncatingIfNeeded: bits))
        case (.signed, 4): return Double(Int32(truncatingIfNeeded: bits))
        case (.signed, _): return Double(Int64(bitPattern: bits))
        case (.boolean, _), (.unsigned, _), (.unicode, _): return Double(bits)
        }
    }

    /// UCS-4 characters up to the first 0.
    private static func text(_ bytes: UnsafeRawBufferPointer, at position: Int, _ header: ArrayHeader)
        -> String?
    {
        var text = String.UnicodeScalarView()
        for index in 0..<header.length {
            let code = number(bytes, at: position + 4 * index, header)
            guard code > 0 else { break }
            text.append(Unicode.Scalar(UInt32(code)) ?? "\u{fffd}")
        }
        return text.isEmpty ? nil : String(text)
    }
}
