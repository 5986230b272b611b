import Machine

/// The values of a tensor column: one block of memory, row after row, in the element type of the file.
///
/// Written once by whoever makes it, before anyone else sees it; read-only afterwards, hence safe to share.
package final class TensorStorage: @unchecked Sendable {
    package let pointer: UnsafeMutableRawPointer
    private let byteCount: Int
    private let isMapped: Bool

    /// Memory whose content is not defined yet.
    package init(byteCount: Int) {
        var memory = ColumnMemory(byteCount: byteCount)
        if let block = memory.take() {
            pointer = block.address
            self.byteCount = block.byteCount
            isMapped = block.isMapped
        } else {
            MemoryShortage(needed: byteCount, available: .now()).endProgram()
        }
    }

    deinit { ColumnMemory.release(pointer, byteCount, isMapped) }
}

/// Values of one fixed shape per row, such as images: kept as bytes or floats as the file has them, so that 60,000
/// images of 28 × 28 take 47 MB and not 376.
///
///     value = (stored − offset) / divisor
///
/// - Limits: no value can be missing; choosing rows copies row numbers, never values.
package struct TensorColumn: Sendable {
    package enum Element: Int, Sendable {
        case byte = 1
        case float32 = 4
        case float64 = 8
    }

    package let storage: TensorStorage
    package let element: Element
    package let shape: [Int]
    /// What a stored value is divided by; 255 takes bytes to [0, 1].
    package let divisor: Double
    /// What is taken from a stored value before it is divided.
    package let offset: Double
    /// The stored row of each row; `nil`: as they lie.
    let rows: [Int32]?
    package let count: Int

    package init(
        storage: TensorStorage, element: Element, shape: [Int], count: Int, divisor: Double = 1,
        offset: Double = 0, rows: [Int32]? = nil
    ) {
        self.storage = storage
        self.element = element
        self.shape = shape
        self.divisor = divisor
        self.offset = offset
        self.rows = rows
        self.count = rows?.count ?? count
    }

    /// Numbers in a row.
    package var width: Int { shape.reduce(1, *) }

    package func gathered(_ chosen: [Int32]) -> TensorColumn {
        TensorColumn(
            storage: storage, element: element, shape: shape, count: chosen.count, divisor: divisor,
            offset: offset, rows: rows.map { rows in chosen.map { rows[Int($0)] } } ?? chosen)
    }

    /// The same stored values, read as (value − shift) / scale: nothing is copied.
    package func scaled(subtracting shift: Double, dividingBy scale: Double) -> TensorColumn {
        TensorColumn(
            storage: storage, element: element, shape: shape, count: count, divisor: divisor * scale,
            offset: offset + shift * divisor, rows: rows)
    }

    /// Writes the numbers of a row one after another; false when one of them is not finite in that type.
    @inline(__always)
    func copy<Number: BinaryFloatingPoint>(row: Int, to target: UnsafeMutablePointer<Number>) -> Bool {
        let stored = rows.map { Int($0[row]) } ?? row
        let width = width
        let start = storage.pointer + stored * width * element.rawValue
        switch element {
        case .byte:
            let source = start.assumingMemoryBound(to: UInt8.self)
            let (offset, divisor) = (Number(offset), Number(divisor))
            for index in 0..<width { target[index] = (Number(source[index]) - offset) / divisor }
            return true
        case .float32:
            return TensorColumn.convert(
                start.assumingMemoryBound(to: Float.self), width, offset, divisor, target)
        case .float64:
            return TensorColumn.convert(
                start.assumingMemoryBound(to: Double.self), width, offset, divisor, target)
        }
    }

    @inline(__always)
    private static func convert<Source: BinaryFloatingPoint, Number: BinaryFloatingPoint>(
        _ source: UnsafePointer<Source>, _ width: Int, _ offset: Double, _ divisor: Double,
        _ target: UnsafeMutablePointer<Number>
    ) -> Bool {
        let (offset, divisor) = (Source(offset), Source(divisor))
        var residue: Number = 0
        for index in 0..<width {
            let value = Number((source[index] - offset) / divisor)
            target[index] = value
            residue += value - value
        }
        return residue == 0
    }

    /// One number, for tests and messages.
    package subscript(row: Int, index: Int) -> Double {
        let values = [Double](unsafeUninitializedCapacity: width) { buffer, count in
            if let base = buffer.baseAddress { _ = copy(row: row, to: base) }
            count = width
        }
        return values[index]
    }

    func description(row: Int) -> String {
        let shown = (0..<min(3, width)).map { "\(self[row, $0])" }.joined(separator: ", ")
        return "[\(shown)\(width > 3 ? ", …" : "")]"
    }

    /// Rows of several columns, one column after another.
    ///
    /// - Errors: `nil` when shapes, element types or scales differ
    static func joined(_ columns: [TensorColumn]) -> TensorColumn? {
        guard let first = columns.first else { return nil }
        let isSame = columns.allSatisfy {
            $0.shape == first.shape && $0.element == first.element && $0.divisor == first.divisor
                && $0.offset == first.offset
        }
        guard isSame else { return nil }
        let stride = first.width * first.element.rawValue
        let total = columns.reduce(0) { $0 + $1.count }
        let storage = TensorStorage(byteCount: total * stride)
        var position = storage.pointer
        for column in columns {
            if let rows = column.rows {
                for row in rows {
                    position.copyMemory(from: column.storage.pointer + Int(row) * stride, byteCount: stride)
                    position += stride
                }
            } else {
                position.copyMemory(from: column.storage.pointer, byteCount: column.count * stride)
                position += column.count * stride
            }
        }
        return TensorColumn(
            storage: storage, element: first.element, shape: first.shape, count: total,
            divisor: first.divisor, offset: first.offset)
    }
}
