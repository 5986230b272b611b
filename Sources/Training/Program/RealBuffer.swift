import Kernels

/// A buffer of real numbers read and written as doubles, whatever its element type.
struct RealBuffer {
    let buffer: Buffer
    private let isDouble: Bool

    /// - Errors: `MemoryShortage`
    init(_ elementType: ElementType, count: Int) throws {
        self.init(try Buffer(allocating: elementType, count: count))
    }

    init(_ buffer: Buffer) {
        self.buffer = buffer
        isDouble = buffer.elementType == .float64
    }

    /// The caller keeps `index` within the buffer.
    @inline(__always)
    subscript(index: Int) -> Double {
        get {
            isDouble ? buffer.typed(Double.self)[index] : Double(buffer.typed(Float.self)[index])
        }
        nonmutating set {
            if isDouble {
                buffer.typed(Double.self)[index] = newValue
            } else {
                buffer.typed(Float.self)[index] = Float(newValue)
            }
        }
    }

    /// Copies elements out as doubles.
    func copy(_ range: Range<Int>, to target: UnsafeMutablePointer<Double>) {
        if isDouble {
            target.update(from: buffer.typed(Double.self) + range.lowerBound, count: range.count)
        } else {
            let source = buffer.typed(Float.self) + range.lowerBound
            for index in 0..<range.count {
                target[index] = Double(source[index])
            }
        }
    }
}
