import Kernels

/// The shuffles of permutation importance: a function of seed, column and turn, so that anybody can do them again.
package enum ImportanceShuffle {
    /// The row at place i gets the value of the row at place `order[i]`.
    ///
    /// - Parameter column: its place among all columns of the source, counted from 0
    package static func order(seed: UInt64, column: Int, turn: Int, count: Int) -> [Int32] {
        // The stream of samplers: the training of a run draws nothing from it.
        let key = RandomKey(seed: seed, stream: .sampler)
        let position = RandomPosition(
            site: UInt32(truncatingIfNeeded: column), step: UInt32(truncatingIfNeeded: turn), trial: 0)
        return [Int32](unsafeUninitializedCapacity: count) { order, filled in
            if let base = order.baseAddress {
                Permutation.fill(base, count: count, key: key, position: position)
            }
            filled = count
        }
    }
}
