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
        let clock = ContinuousClock()
        return (0..<Self.runs).map { _ in
            let duration = clock.measure { tuned.run(a, b, into: product) }
            return duration / .milliseconds(1)
        }
    }
}
