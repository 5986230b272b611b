import Kernels
import Testing

@Suite struct StridedCopyTests {
    func copy(_ shape: Shape, from source: [Int32], _ strides: [Int], to resultStrides: [Int], count: Int)
        -> [Int32]
    {
        let from = Buffer(source)
        let to = Buffer(.int32, count: count)
        StridedCopy(shape: shape, sourceStrides: strides, resultStrides: resultStrides)
            .run(from: from.typed(Int32.self), into: to.typed(Int32.self))
        withExtendedLifetime(from) {}
        return to.array(Int32.self)
    }

    @Test func transposesAMatrix() {
        // [2, 3] read column by column
        let found = copy([3, 2], from: [1, 2, 3, 4, 5, 6], [1, 3], to: [2, 1], count: 6)
        #expect(found == [1, 4, 2, 5, 3, 6])
    }

    @Test func broadcastsARow() {
        #expect(copy([2, 3], from: [7, 8, 9], [0, 1], to: [3, 1], count: 6) == [7, 8, 9, 7, 8, 9])
        #expect(copy([2, 3], from: [7, 8], [1, 0], to: [3, 1], count: 6) == [7, 7, 7, 8, 8, 8])
    }

    @Test func copiesSlicesIntoPaddedRows() {
        // columns 1 … 2 of [2, 4] into rows of 3
        let source: [Int32] = [1, 2, 3, 4, 5, 6, 7, 8]
        #expect(
            copy([2, 2], from: Array(source.dropFirst()), [4, 1], to: [3, 1], count: 6) == [2, 3, 0, 6, 7, 0])
    }

    @Test func copiesASingleNumber() {
        #expect(copy(.scalar, from: [5], [], to: [], count: 1) == [5])
    }

    /// All orders of the axes of a five-axis array against a plain loop.
    @Test func permutesManyAxes() {
        let sizes = [2, 3, 2, 3, 2]
        let source = (0..<72).map { Int32($0) }
        for order in [[4, 3, 2, 1, 0], [0, 2, 1, 3, 4], [1, 0, 2, 4, 3], [3, 4, 0, 1, 2]] {
            let shape = Shape(order.map { sizes[$0] })
            let strides = order.map { Shape(sizes).strides[$0] }
            let found = copy(shape, from: source, strides, to: shape.strides, count: 72)
            let expected = (0..<72).map { place in
                (0..<5).reduce(Int32(0)) { sum, axis in
                    sum + Int32(place / shape.strides[axis] % shape[axis] * strides[axis])
                }
            }
            #expect(found == expected)
        }
    }
}
