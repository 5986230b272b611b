import Foundation

/// Arrays of random numbers. Element i depends on key, position and i alone, never on how the array is cut.
///
/// Four neighbours share one Philox block: element i takes word i mod 4 of block i / 4 (a double takes two words,
/// so block i / 2).
package enum RandomFill {
    /// Uniform in [0, 1): the top 24 bits of a word (float), the top 53 bits of two words (double).
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func uniform<Scalar: KernelScalar>(
        into result: UnsafeMutablePointer<Scalar>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        for index in 0..<count {
            result[index] = uniformElement(index, key: key, position: position)
        }
    }

    /// Normal with mean 0 and standard deviation 1 (Box–Muller on uniform pairs).
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func normal<Scalar: KernelScalar>(
        into result: UnsafeMutablePointer<Scalar>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        for index in 0..<count {
            let first: Double = uniformElement(index & ~1, key: key, position: position)
            let second: Double = uniformElement(index | 1, key: key, position: position)
            let radius = (-2 * log(1 - first)).squareRoot()
            let angle = 2 * Double.pi * second
            result[index] = Scalar(radius * (index & 1 == 0 ? cos(angle) : sin(angle)))
        }
    }

    @inline(__always)
    static func uniformElement<Scalar: KernelScalar>(
        _ index: Int, key: RandomKey, position: RandomPosition
    ) -> Scalar {
        let perBlock = Scalar.lanes == 16 ? 4 : 2
        let block = UInt32(truncatingIfNeeded: index / perBlock)
        let counter = SIMD4(block, position.site, position.step, position.trial)
        let words = Philox4x32.words(counter: counter, key: key)
        if perBlock == 4 {
            return Scalar(words[index % 4] &>> 8) * Scalar(0x1p-24)
        }
        let pair = index % 2
        let bits = UInt64(words[2 * pair]) &<< 32 | UInt64(words[2 * pair + 1])
        return Scalar(bits &>> 11) * Scalar(0x1p-53)
    }
}
