import Kernels

/// Copies columns of a table into contiguous matrices, one per split.
struct MatrixBuilder {
    let elementType: ElementType

    /// Rows copied at a time: a block of a few dozen columns stays in the first-level cache.
    private static let block = 256

    /// A column that has values no model can take.
    struct Unusable: Error, Equatable {
        var name: String
        var missing: Int
        var notFinite: Int
        /// First such row of the source, counted from 0.
        var firstRow: Int
    }

    /// A column of the table as the matrix takes it: one number a row, or the many of a tensor.
    struct Source {
        enum Values {
            case numbers(NumberColumn)
            case tensors(TensorColumn)
        }

        var name: String
        var values: Values

        init(name: String, values: Values) {
            self.name = name
            self.values = values
        }

        /// `nil` for categories and text.
        init?(_ name: String, _ column: Column) {
            if case .tensors(let tensors) = column {
                self.init(name: name, values: .tensors(tensors))
            } else if let numbers = column.asNumbers {
                self.init(name: name, values: .numbers(numbers))
            } else {
                return nil
            }
        }

        var width: Int {
            switch values {
            case .numbers: 1
            case .tensors(let column): column.width
            }
        }
    }

    /// - Parameter takesGaps: whether missing values may be in it, as not a number
    /// - Errors: `Unusable` for the first column with missing or infinite values in these rows.
    func matrix(
        _ columns: [Source], rows: [Int32], of table: Table, takesGaps: Bool = false
    ) throws -> DataMatrix {
        let width = columns.reduce(0) { $0 + $1.width }
        let buffer = try Buffer(allocating: elementType, count: rows.count * width)
        let isFinite: [Bool]
        switch elementType {
        case .float32: isFinite = fill(buffer.typed(Float.self), columns, width, rows)
        case .float64: isFinite = fill(buffer.typed(Double.self), columns, width, rows)
        case .int32: isFinite = []
        }
        for index in isFinite.indices where !isFinite[index] {
            let found = unusable(columns[index], rows, table)
            if !takesGaps || found.notFinite > 0 { throw found }
        }
        return DataMatrix(rows: rows.count, columns: width, buffer: buffer)
    }

    /// The values of some rows in double precision, row by row, where the element type rounds some of them; nil where
    /// it holds them all.
    func exact(_ columns: [NumberColumn], rows: [Int32]) -> RowValues? {
        guard elementType == .float32 else { return nil }
        let isExact = columns.allSatisfy { column in
            let values = column.values
            return rows.allSatisfy { row in
                let value = values[Int(row)]
                return Double(Float(value)) == value
            }
        }
        guard !isExact else { return nil }
        if columns.count == 1 { return RowValues(rows.lazy.map { columns[0].values[Int($0)] }) }
        return RowValues(rows.flatMap { row in columns.map { $0.values[Int(row)] } })
    }

    /// Per column: whether all of its values are finite in the element type.
    private func fill<Element: BinaryFloatingPoint>(
        _ target: UnsafeMutablePointer<Element>, _ columns: [Source], _ width: Int, _ rows: [Int32]
    ) -> [Bool] {
        var isFinite = [Bool](repeating: true, count: columns.count)
        rows.withUnsafeBufferPointer { rows in
            var start = 0
            while start < rows.count {
                let end = min(start + MatrixBuilder.block, rows.count)
                var offset = 0
                for (index, column) in columns.enumerated() {
                    let place = target + offset
                    let isGood: Bool
                    switch column.values {
                    case .numbers(let numbers):
                        isGood = copy(numbers.storage.pointer, rows, start..<end, to: place, stride: width)
                    case .tensors(let tensors):
                        isGood = copy(tensors, rows, start..<end, to: place, stride: width)
                    }
                    if !isGood { isFinite[index] = false }
                    offset += column.width
                }
                start = end
            }
        }
        return isFinite
    }

    @inline(__always)
    private func copy<Element: BinaryFloatingPoint>(
        _ source: UnsafeMutablePointer<Double>, _ rows: UnsafeBufferPointer<Int32>, _ range: Range<Int>,
        to target: UnsafeMutablePointer<Element>, stride: Int
    ) -> Bool {
        // Stays 0 as long as every value is finite: x - x is NaN for an infinite or missing one.
        var residue: Element = 0
        for row in range {
            let value = Element(source[Int(rows[row])])
            target[row &* stride] = value
            residue += value - value
        }
        return residue == 0
    }

    @inline(__always)
    private func copy<Element: BinaryFloatingPoint>(
        _ source: TensorColumn, _ rows: UnsafeBufferPointer<Int32>, _ range: Range<Int>,
        to target: UnsafeMutablePointer<Element>, stride: Int
    ) -> Bool {
        var isFinite = true
        for row in range where !source.copy(row: Int(rows[row]), to: target + row &* stride) {
            isFinite = false
        }
        return isFinite
    }

    private func unusable(_ column: Source, _ rows: [Int32], _ table: Table) -> Unusable {
        var result = Unusable(name: column.name, missing: 0, notFinite: 0, firstRow: -1)
        for row in rows {
            let value: Double
            switch column.values {
            case .numbers(let numbers): value = numbers.values[Int(row)]
            case .tensors(let tensors):
                let values = (0..<tensors.width).map { tensors[Int(row), $0] }
                value = values.first { !$0.isFinite } ?? values.max { abs($0) < abs($1) } ?? 0
            }
            let fits = elementType == .float64 ? value.isFinite : Float(value).isFinite
            if fits { continue }
            if result.firstRow < 0 { result.firstRow = table.rowId(Int(row)) }
            if value.isNaN {
                result.missing += 1
            } else {
                result.notFinite += 1
            }
        }
        return result
    }
}

extension Column {
    /// The column as numbers: truth values count as 0 and 1; `nil` for categories and text.
    var asNumbers: NumberColumn? {
        switch self {
        case .numbers(let column): return column
        case .booleans(let column):
            let storage = NumberStorage(uninitialized: column.count)
            for row in 0..<column.count {
                let present = column.validity.map { $0[row] } ?? true
                storage.pointer[row] = present ? Double(column.values[row]) : .nan
            }
            return NumberColumn(storage: storage, validity: column.validity)
        case .categories, .text, .tensors: return nil
        }
    }
}
