import Kernels
import Testing

/// Expected shapes: NumPy's broadcasting rule, worked out by hand.
@Suite struct ShapeTests {
    @Test func countsAndStrides() {
        #expect(Shape([2, 3, 4]).count == 24)
        #expect(Shape([2, 3, 4]).strides == [12, 4, 1])
        #expect(Shape.scalar.count == 1)
        #expect(Shape([2, 0]).count == 0)
        #expect(Shape([4096, 14]).description == "[4096, 14]")
    }

    @Test func broadcastsByAligningTheLastAxes() {
        #expect(Shape([4, 1, 3]).broadcast(with: [5, 1]) == Shape([4, 5, 3]))
        #expect(Shape.scalar.broadcast(with: [2]) == Shape([2]))
        #expect(Shape([2]).broadcast(with: [3]) == nil)
    }

    @Test func repeatedAxesHaveStrideZero() {
        #expect(Shape([5, 1]).strides(broadcastTo: [4, 5, 3]) == [0, 1, 0])
        #expect(Shape([2]).strides(broadcastTo: [3]) == nil)
        #expect(Shape([2, 2]).strides(broadcastTo: [2]) == nil)
    }
}
