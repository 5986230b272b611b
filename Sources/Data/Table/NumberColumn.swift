import Machine

/// The values of a number column: one block of memory, shared by every table that has the column.
///
/// Written once by whoever makes it, before anyone else sees it; read-only afterwards, hence safe to share.
package final class NumberStorage: @unchecked Sendable {
    package let pointer: UnsafeMutablePointer<Double>
    package let count: Int
    private let byteCount: Int
    private let isMapped: Bool

    /// Memory for `count` values whose content is not defined yet.
    package convenience init(uninitialized count: Int) {
        self.init(adopting: ColumnMemory(byteCount: count * MemoryLayout<Double>.stride), count: count)
    }

    /// Takes over the memory of `count` values.
    init(adopting memory: consuming ColumnMemory, count: Int) {
        if let block = memory.take() {
            pointer = block.address.bindMemory(to: Double.self, capacity: count)
            byteCount = block.byteCount
            isMapped = block.isMapped
        } else {
            MemoryShortage(needed: count * MemoryLayout<Double>.stride, available: .now()).endProgram()
        }
        self.count = count
    }

    deinit { ColumnMemory.release(pointer, byteCount, isMapped) }

    package var values: UnsafeBufferPointer<Double> { UnsafeBufferPointer(start: pointer, count: count) }
}

/// Numbers with a validity bitmap; a missing value is NaN in the storage as well.
package struct NumberColumn: Sendable {
    package let storage: NumberStorage
    /// `nil` when no value is missing.
    package let validity: Bitmap?

    package init(storage: NumberStorage, validity: Bitmap? = nil) {
        self.storage = storage
        self.validity = validity.flatMap { $0.isFull ? nil : $0 }
    }

    /// A column of given values; `nil` is missing.
    package init(_ values: [Double?]) {
        let storage = NumberStorage(uninitialized: values.count)
        var validity = Bitmap(count: values.count, filled: true)
        for (row, value) in values.enumerated() {
            storage.pointer[row] = value ?? .nan
            if value == nil { validity[row] = false }
        }
        self.init(storage: storage, validity: validity)
    }

    package var count: Int { storage.count }
    package var values: UnsafeBufferPointer<Double> { storage.values }
    package var missingCount: Int { validity.map { count - $0.setCount } ?? 0 }

    package subscript(row: Int) -> Double? {
        if let validity, !validity[row] { return nil }
        return storage.pointer[row]
    }

    package func gathered(_ rows: [Int32]) -> NumberColumn {
        let result = NumberStorage(uninitialized: rows.count)
        let source = storage.pointer
        let target = result.pointer
        rows.withUnsafeBufferPointer { rows in
            for position in 0..<rows.count { target[position] = source[Int(rows[position])] }
        }
        return NumberColumn(storage: result, validity: validity?.gathered(rows))
    }

    /// A new column with `change` applied to every present value.
    @inlinable
    package func mapped(_ change: (Double) -> Double) -> NumberColumn {
        let result = NumberStorage(uninitialized: count)
        let source = storage.pointer
        let target = result.pointer
        for row in 0..<count { target[row] = change(source[row]) }
        if let validity {
            for row in 0..<count where !validity[row] { target[row] = .nan }
        }
        return NumberColumn(storage: result, validity: validity)
    }
}
