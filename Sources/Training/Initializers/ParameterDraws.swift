import Kernels

/// The random numbers of one parameter: element i's number depends on the seed, the parameter's number and i
/// alone.
package struct ParameterDraws: Sendable {
    private let key: RandomKey
    private let position: RandomPosition

    /// - Parameter parameter: the parameter's number in the model, in the order of declaration
    /// - Parameter member: of an ensemble; the first draws what the model would by itself
    package init(seed: UInt64, parameter: Int, member: Int = 0) {
        key = RandomKey(seed: seed, stream: .initialization)
        position = RandomPosition(
            site: UInt32(truncatingIfNeeded: parameter), trial: UInt32(truncatingIfNeeded: member))
    }

    private init(key: RandomKey, position: RandomPosition) {
        self.key = key
        self.position = position
    }

    /// Numbers of the same parameter that are independent of these, for a second choice per element.
    package var second: ParameterDraws {
        var other = position
        other.step += 1
        return ParameterDraws(key: key, position: other)
    }

    /// Uniform numbers in [0, 1).
    package func uniform(count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { memory, initialized in
            if let base = memory.baseAddress {
                RandomFill.uniform(into: base, count: count, key: key, position: position)
            }
            initialized = count
        }
    }

    /// Normal numbers with mean 0 and standard deviation 1.
    package func normal(count: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { memory, initialized in
            if let base = memory.baseAddress {
                RandomFill.normal(into: base, count: count, key: key, position: position)
            }
            initialized = count
        }
    }

    /// Uniform numbers in [-bound, bound).
    package func uniform(count: Int, bound: Double) -> [Double] {
        uniform(count: count).map { (2 * $0 - 1) * bound }
    }
}
