import Graph
import Kernels
import Testing

/// What a registered operation must show: values, gradients, the same input used twice, second order.
struct ConformanceRow: Sendable {
    /// The operation's registered name.
    let operation: String
    /// What distinguishes rows of one operation, e.g. the axes.
    var variant = ""
    let inputs: [InputRange]
    /// Largest difference allowed between backend and naive loop, relative to 1 + |value|, in single precision.
    var tolerance = 1e-5
    /// The naive loop describes single precision only (random numbers take other bits for double precision).
    var isSinglePrecision = false
    let build: @Sendable (Graph, [Tensor]) throws -> Tensor
    /// The same by plain loops over the inputs' elements.
    let naive: @Sendable ([[Double]]) -> [Double]
    /// Inputs and expected outputs beyond the range: zeros, infinities, large arguments.
    var special: [(input: [Double], output: [Double])] = []
}

extension ConformanceRow: CustomTestStringConvertible {
    var testDescription: String { variant.isEmpty ? operation : "\(operation) (\(variant))" }
}

/// Elements of one input: a shape and a range that keeps away from kinks and poles.
struct InputRange: Sendable {
    var shape: Shape
    var range: ClosedRange<Double> = -2...2
    /// Whole numbers (an int32 input) to use instead of random ones.
    var integers: [Int]?

    init(_ shape: Shape, _ range: ClosedRange<Double> = -2...2) {
        self.shape = shape
        self.range = range
    }

    init(_ shape: Shape, integers: [Int]) {
        self.shape = shape
        self.integers = integers
    }
}

/// Small deterministic numbers for tests (a linear congruential generator, constants of Numerical Recipes).
struct TestNumbers {
    private var state: UInt32

    init(_ seed: UInt32) { state = seed &* 2_654_435_761 &+ 12345 }

    mutating func next(_ range: ClosedRange<Double>) -> Double {
        state = state &* 1_664_525 &+ 1_013_904_223
        return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state >> 8) / 16_777_216
    }

    mutating func next(below limit: Int) -> Int { min(limit - 1, Int(next(0...1) * Double(limit))) }

    mutating func array(_ count: Int, _ range: ClosedRange<Double> = -2...2) -> [Double] {
        (0..<count).map { _ in next(range) }
    }
}
