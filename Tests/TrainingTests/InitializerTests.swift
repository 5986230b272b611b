import Testing
import Training

@Suite("Initializers")
struct InitializerTests {
    private let shape = ParameterShape(dimensions: [40, 60], fanIn: 60, fanOut: 40)
    private let draws = ParameterDraws(seed: 4, parameter: 0)

    private func spread(_ values: [Double]) -> (mean: Double, deviation: Double, largest: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, variance.squareRoot(), values.map { abs($0) }.max() ?? 0)
    }

    /// Bounds: xavier √(6/100) = 0.24495; kaiming √2 · √(3/60) = 0.31623; PyTorch's linear default 1/√60 =
    /// 0.12910. A uniform number in ±b has the deviation b/√3; 2,400 of them are within 5 % of it and reach
    /// above 0.98 b.
    @Test func uniformBoundsAreTheFormulas() {
        let cases: [(any Initializer, Double)] = [
            (XavierUniformInitializer(), 0.24495),
            (KaimingUniformInitializer(), 0.31623),
            (KaimingUniformInitializer(scale: KaimingScale(negativeSlope: 5.0.squareRoot())), 0.12910),
            (KaimingUniformInitializer(scale: KaimingScale(mode: .fanOut)), 0.38730),
            (UniformInitializer(low: -0.05, high: 0.05), 0.05),
        ]
        for (initializer, bound) in cases {
            let found = spread(initializer.values(for: shape, drawing: draws))
            #expect(found.largest <= bound * 1.0001)
            #expect(found.largest > bound * 0.98)
            #expect(abs(found.deviation / (bound / 3.0.squareRoot()) - 1) < 0.05)
        }
    }

    /// Deviations: xavier √(2/100) = 0.14142; kaiming √2/√60 = 0.18257. 2,400 draws: within 5 %, mean within
    /// 0.1.
    @Test func normalDeviationsAreTheFormulas() {
        let cases: [(any Initializer, Double)] = [
            (XavierNormalInitializer(), 0.14142), (KaimingNormalInitializer(), 0.18257),
            (NormalInitializer(standardDeviation: 1), 1),
        ]
        for (initializer, deviation) in cases {
            let found = spread(initializer.values(for: shape, drawing: draws))
            #expect(abs(found.deviation / deviation - 1) < 0.05)
            #expect(abs(found.mean) < 0.1 * deviation)
        }
        let moved = NormalInitializer(mean: 7, standardDeviation: 0)
        #expect(moved.values(for: shape, drawing: draws).allSatisfy { $0 == 7 })
    }

    @Test func constantsAreConstant() {
        #expect(ZerosInitializer().values(for: shape, drawing: draws) == [Double](repeating: 0, count: 2400))
        #expect(OnesInitializer().values(for: shape, drawing: draws) == [Double](repeating: 1, count: 2400))
        #expect(
            ConstantInitializer(value: -2).values(for: shape, drawing: draws)
                == [Double](repeating: -2, count: 2400))
    }

    /// A parameter's draws depend on seed and number alone: a longer array begins like a shorter one.
    @Test func drawsAreAFunctionOfSeedParameterAndElement() {
        let long = draws.uniform(count: 50)
        #expect(draws.uniform(count: 20) == Array(long.prefix(20)))
        #expect(ParameterDraws(seed: 4, parameter: 1).uniform(count: 50) != long)
        #expect(ParameterDraws(seed: 5, parameter: 0).uniform(count: 50) != long)
    }
}
