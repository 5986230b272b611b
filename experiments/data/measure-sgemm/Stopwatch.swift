import Foundation

/// The matrices of the measurement and the clock round their products.
struct Stopwatch {
    /// Measured runs of each combination.
    static let runs = 4

    private let a: SquareMatrix
    private let b: SquareMatrix
    private let expected: SquareMatrix
    private let product: SquareMatrix
    private let packedA: SquareMatrix
    private let packedB: SquareMatrix

    init(size: Int, seed: UInt64) {
        a = SquareMatrix(size: size, seed: seed)
        b = SquareMatrix(size: size, seed: seed &+ 1)
        expected = SquareMatrix.naiveProduct(a, b)
        product = SquareMatrix(size: size)
        packedA = SquareMatrix(size: size)
        packedB = SquareMatrix(size: size)
    }

    /// The times of the measured runs, or nil when the product is wrong.
    func measure(_ parameters: TuningParameters) -> [Double]? {
        guard let tuned = BlockedProduct(parameters, packedA: packedA, packedB: packedB) else { return nil }
        tuned.run(a, b, into: product)
        guard product.equals(expected) else { return nil }
        return (0..<Self.runs).map { _ in
            let start = Self.processorMilliseconds()
            tuned.run(a, b, into: product)
            return Self.processorMilliseconds() - start
        }
    }

    /// The time the processor has spent on this thread: what others do meanwhile on the same core does not count.
    private static func processorMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
