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

    /// - Errors: `Unusable` for the first column with missing or infinite values in these rows.
    func matrix(_ columns: [(name: String, column: NumberColumn)], rows: [Int32], of table: Table) throws
        -> DataMatrix
    {
        let buffer = Buffer(elementType, count: rows.count * columns.count)
        let isFinite: [Bool]
        switch elementType {
        case .float32: isFinite = fill(buffer.typed(Float.self), columns, rows)
        case .float64: isFinite = fill(buffer.typed(Double.self), columns, rows)
        case .int32: isFinite = []
        }
        if let index = isFinite.firstIndex(of: false) {
            throw unusable(columns[index].name, columns[index].column, rows, table)
        }
        return DataMatrix(rows: rows.count, columns: columns.count, buffer: buffer)
    }

    /// Per column: whether all of its values are finite in the element type.
    private func fill<Element: BinaryFloatingPoint>(
        _ target: UnsafeMutablePointer<Element>, _ columns: [(name: String, column: NumberColumn)],
        _ rows: [Int32]
    ) -> [Bool] {
        let width = columns.count
        // Stays 0 as long as every value is finite: x - x is NaN for an infinite or missing one.
        var residues = [Element](repeating: 0, count: width)
        rows.withUnsafeBufferPointer { rows in
            var start = 0
            while start < rows.count {
                let end = min(start + MatrixBuilder.block, rows.count)
                for (index, entry) in columns.enumerated() {
                    let source = entry.column.storage.pointer
                    var residue = residues[index]
                    for row in start..<end {
                        let value = Element(source[Int(rows[row])])
                        target[row &* width &+ index] = value
                        residue += value - value
                    }
                    residues[index] = residue
                }
                start = end
            }
        }
        return residues.map { $0 == 0 }
    }

    private func unusable(_ name: String, _ column: NumberColumn, _ rows: [Int32], _ table: Table) -> Unusable
    {
        var result = Unusable(name: name, missing: 0, notFinite: 0, firstRow: -1)
        for row in rows {
            let value = column.values[Int(row)]
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
        case .categories, .text: return nil
        }
    }
}
