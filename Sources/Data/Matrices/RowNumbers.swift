import Kernels

/// Rows of a source, counted from 0: four bytes each, in memory that may lie on a disk.
package struct RowNumbers: RandomAccessCollection, Sendable {
    private let buffer: Buffer

    package init(_ buffer: Buffer) { self.buffer = buffer }

    /// - Errors: none; rows beyond 2³¹ are cut, and no source has them
    package init(_ rows: some Collection<Int>) {
        buffer = Buffer(.int32, count: rows.count)
        let numbers = buffer.typed(Int32.self)
        for (place, row) in rows.enumerated() { numbers[place] = Int32(truncatingIfNeeded: row) }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { buffer.count }

    package subscript(position: Int) -> Int {
        precondition(position >= 0 && position < buffer.count)
        return Int(buffer.typed(Int32.self)[position])
    }

    /// The numbers as they lie, for the cache.
    var memory: Buffer { buffer }
}

extension RowNumbers: Equatable {
    package static func == (left: RowNumbers, right: RowNumbers) -> Bool { left.elementsEqual(right) }
}

extension RowNumbers: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Int...) { self.init(elements) }
}

/// Numbers of rows in double precision, in memory that may lie on a disk.
package struct RowValues: RandomAccessCollection, Sendable {
    private let buffer: Buffer

    /// - Parameter buffer: of float64
    init(_ buffer: Buffer) { self.buffer = buffer }

    package init(_ values: some Collection<Double>) {
        buffer = Buffer(.float64, count: values.count)
        let numbers = buffer.typed(Double.self)
        for (place, value) in values.enumerated() { numbers[place] = value }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { buffer.count }

    package subscript(position: Int) -> Double {
        precondition(position >= 0 && position < buffer.count)
        return buffer.typed(Double.self)[position]
    }

    /// All of them in an array.
    package var array: [Double] { buffer.array(Double.self) }

    /// The numbers as they lie, for the cache.
    var memory: Buffer { buffer }
}

extension RowValues: Equatable {
    package static func == (left: RowValues, right: RowValues) -> Bool { left.elementsEqual(right) }
}

extension RowValues: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Double...) { self.init(elements) }
}
