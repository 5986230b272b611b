/// A square matrix of floats, row by row, starting at a cache line.
final class SquareMatrix {
    let size: Int
    let elements: UnsafeMutablePointer<Float>

    /// A matrix of zeros.
    init(size: Int) {
        self.size = size
        let bytes = size * size * MemoryLayout<Float>.stride
        elements = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
            to: Float.self, capacity: size * size)
        elements.initialize(repeating: 0, count: size * size)
    }

    /// A matrix of multiples of 1/16 between -1 and 1, drawn by a small generator that starts at `seed`.
    ///
    /// Products of two such numbers are multiples of 1/256, and a sum of 2^15 of them still fits a float exactly: every
    /// order of summation gives the same bits, so a product can be checked for equality.
    convenience init(size: Int, seed: UInt64) {
        self.init(size: size)
        var generator = SplitMix64(state: seed)
        for index in 0..<size * size {
            elements[index] = Float(Int(generator.next() % 33) - 16) / 16
        }
    }

    deinit {
        elements.deallocate()
    }

    func clear() {
        elements.update(repeating: 0, count: size * size)
    }

    func equals(_ other: SquareMatrix) -> Bool {
        size == other.size && (0..<size * size).allSatisfy { elements[$0] == other.elements[$0] }
    }

    /// The product by three plain loops: what every tuned product is compared with.
    static func naiveProduct(_ a: SquareMatrix, _ b: SquareMatrix) -> SquareMatrix {
        let size = a.size
        let product = SquareMatrix(size: size)
        for row in 0..<size {
            for inner in 0..<size {
                let factor = a.elements[row * size + inner]
                for column in 0..<size {
                    product.elements[row * size + column] += factor * b.elements[inner * size + column]
                }
            }
        }
        return product
    }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
