/// The sizes of a row-major tensor's axes, outermost first; no axes at all is a single number.
package struct Shape: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
    package var dimensions: [Int]

    package init(_ dimensions: [Int]) { self.dimensions = dimensions }
    package init(arrayLiteral elements: Int...) { self.dimensions = elements }

    /// The shape of a single number.
    package static let scalar = Shape([])

    package var rank: Int { dimensions.count }

    /// Number of elements: the product of the dimensions, 1 for a scalar.
    package var count: Int { dimensions.reduce(1, *) }

    package var isScalar: Bool { dimensions.isEmpty }

    package subscript(axis: Int) -> Int {
        get { dimensions[axis] }
        set { dimensions[axis] = newValue }
    }

    /// Elements between neighbors along each axis when stored row-major without gaps.
    package var strides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * dimensions[axis + 1]
        }
        return strides
    }

    /// Strides for reading this shape as if it had the larger shape `target` (NumPy's rule: axes are aligned
    /// at the end, an axis of size 1 repeats, and so has stride 0); nil when it does not fit.
    package func strides(broadcastTo target: Shape) -> [Int]? {
        guard target.rank >= rank else { return nil }
        let missing = target.rank - rank
        let own = strides
        var result = [Int](repeating: 0, count: target.rank)
        for axis in 0..<rank {
            if dimensions[axis] == target[axis + missing] {
                result[axis + missing] = dimensions[axis] == 1 ? 0 : own[axis]
            } else if dimensions[axis] != 1 {
                return nil
            }
        }
        return result
    }

    /// The shape both operands of an elementwise operation are broadcast to, by NumPy's rule; nil when they
    /// do not fit together.
    package func broadcast(with other: Shape) -> Shape? {
        let rank = max(self.rank, other.rank)
        var result = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let first = axis >= rank - self.rank ? dimensions[axis - (rank - self.rank)] : 1
            let second = axis >= rank - other.rank ? other.dimensions[axis - (rank - other.rank)] : 1
            guard first == second || first == 1 || second == 1 else { return nil }
            result[axis] = first == 1 ? second : first
        }
        return Shape(result)
    }

    /// `[4096, 14]`, and `[]` for a scalar.
    package var description: String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}
