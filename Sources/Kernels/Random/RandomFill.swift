import Foundation

/// Arrays of random numbers. Element i depends on key, position and i alone, never on how the array is cut.
///
/// Neighbors share a Philox block: float i takes word i mod 4 of block ⌊i / 4⌋; double i takes words 2 · (i
/// mod 2) and 2 · (i mod 2) + 1 of block ⌊i / 2⌋, and so do both numbers of a normal pair, whatever the
/// element type.
package enum RandomFill {
    /// Uniform in [0, 1): the top 24 bits of a word (float), the top 53 bits of two words (double).
    package static func uniform<Scalar: KernelScalar>(
        into result: UnsafeMutablePointer<Scalar>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        let raw = UnsafeMutableRawPointer(result)
        if Scalar.elementType == .float32 {
            uniformFloats(into: raw.assumingMemoryBound(to: Float.self), count, key, position)
        } else {
            uniformDoubles(into: raw.assumingMemoryBound(to: Double.self), count, key, position)
        }
    }

    private static func uniformFloats(
        into result: UnsafeMutablePointer<Float>, _ count: Int, _ key: RandomKey, _ position: RandomPosition
    ) {
        var index = 0
        while index &+ 32 <= count {
            let block = UInt32(truncatingIfNeeded: index / 4)
            PhiloxLanes(first: block, position: position, key: key).storeUniform(into: result + index)
            index &+= 32
        }
        guard index < count else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 32) { rest in
            guard let rest = rest.baseAddress else { return }
            let block = UInt32(truncatingIfNeeded: index / 4)
            PhiloxLanes(first: block, position: position, key: key).storeUniform(into: rest)
            (result + index).update(from: rest, count: count &- index)
        }
    }

    private static func uniformDoubles(
        into result: UnsafeMutablePointer<Double>, _ count: Int, _ key: RandomKey, _ position: RandomPosition
    ) {
        var index = 0
        while index < count {
            let (first, second) = uniformPair(index / 2, key, position)
            result[index] = first
            if index &+ 1 < count { result[index &+ 1] = second }
            index &+= 2
        }
    }

    /// Normal with mean 0 and standard deviation 1.
    ///
    ///     pair (u, v) of uniforms: √(−2 log(1 − u)) · cos(2πv), and the same with sin
    ///
    /// Computed in double precision with the C library, so floats are rounded doubles.
    ///
    /// - Source: G. Box, M. Muller, "A note on the generation of random normal deviates", Annals of
    ///   Mathematical Statistics 29 (1958).
    package static func normal<Scalar: KernelScalar>(
        into result: UnsafeMutablePointer<Scalar>, count: Int, key: RandomKey, position: RandomPosition
    ) {
        var index = 0
        while index < count {
            let (first, second) = uniformPair(index / 2, key, position)
            let radius = (-2 * log(1 - first)).squareRoot()
            let angle = 2 * Double.pi * second
            result[index] = Scalar(radius * cos(angle))
            if index &+ 1 < count { result[index &+ 1] = Scalar(radius * sin(angle)) }
            index &+= 2
        }
    }

    @inline(__always)
    private static func uniformPair(
        _ block: Int, _ key: RandomKey, _ position: RandomPosition
    ) -> (Double, Double) {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: block), position.site, position.step, position.trial)
        let words = Philox4x32.words(counter: counter, key: key)
        let first = UInt64(words.x) &<< 32 | UInt64(words.y)
        let second = UInt64(words.z) &<< 32 | UInt64(words.w)
        return (Double(first &>> 11) * 0x1p-53, Double(second &>> 11) * 0x1p-53)
    }
}
