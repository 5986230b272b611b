import Kernels
import Testing

@Suite struct PermutationTests {
    func order(_ count: Int, seed: UInt64, position: RandomPosition = RandomPosition()) -> [Int] {
        let buffer = Buffer(.int32, count: count)
        let key = RandomKey(seed: seed, stream: .shuffle)
        Permutation.fill(buffer.typed(Int32.self), count: count, key: key, position: position)
        return buffer.array(Int32.self).map(Int.init)
    }

    /// Expected: Tests/References/kernels_random.py.
    @Test func hasTheOrderOfAnIndependentProgram() {
        #expect(
            order(20, seed: 123)
                == [12, 6, 9, 0, 3, 19, 1, 16, 11, 8, 10, 14, 4, 5, 15, 7, 17, 18, 2, 13])
        #expect(
            order(20, seed: 123, position: RandomPosition(step: 1))
                == [18, 11, 8, 16, 0, 12, 10, 2, 19, 9, 13, 14, 17, 15, 3, 1, 7, 5, 6, 4])
        let long = order(1000, seed: 7, position: RandomPosition(site: 2, step: 3, trial: 4))
        #expect(long.prefix(8) == [783, 635, 705, 891, 396, 430, 579, 295])
        #expect(long.suffix(4) == [146, 297, 526, 713])
    }

    @Test(arguments: [0, 1, 2, 31, 32, 33, 64, 65, 999]) func holdsEachRowOnce(count: Int) {
        #expect(order(count, seed: 5).sorted() == Array(0..<count))
    }

    /// Chi-square of which value stands at which place, 16 values, 500 orders: 225 degrees of freedom, so
    /// mean 225 and standard deviation √450 = 21; the bounds are four deviations off. A rotation gives about
    /// 7500.
    @Test func putsEveryValueEverywhereEquallyOften() {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 16), count: 16)
        for epoch in 0..<500 {
            let values = order(16, seed: 11, position: RandomPosition(step: UInt32(epoch)))
            for (place, value) in values.enumerated() { counts[place][value] += 1 }
        }
        let expected = 500.0 / 16
        let chiSquare = counts.joined().reduce(0.0) { sum, count in
            let difference = Double(count) - expected
            return sum + difference * difference / expected
        }
        #expect(chiSquare > 140 && chiSquare < 310)
    }

    /// Neighbors must not stay neighbors: each of the 15 pairs (v, v + 1) of 16 values is found in this
    /// order, side by side, with chance 1/16, so 15/16 times in an order and 469 times in 500, standard
    /// deviation about 22.
    @Test func separatesNeighbours() {
        var followed = 0
        for epoch in 0..<500 {
            let values = order(16, seed: 12, position: RandomPosition(step: UInt32(epoch)))
            followed += zip(values, values.dropFirst()).count { $1 == $0 + 1 }
        }
        #expect(followed > 370 && followed < 570)
    }
}
