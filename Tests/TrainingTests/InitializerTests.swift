import Foundation
import Spec
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

    /// 2,400 signs: the mean of fair ones has the deviation 1/√2400 = 0.0204.
    @Test func signsAreFair() {
        let values = RandomSignsInitializer().values(for: shape, drawing: draws)
        #expect(Set(values) == [-1, 1])
        #expect(abs(spread(values).mean) < 0.08)
    }

    /// A parameter's draws depend on seed and number alone: a longer array begins like a shorter one.
    @Test func drawsAreAFunctionOfSeedParameterAndElement() {
        let long = draws.uniform(count: 50)
        #expect(draws.uniform(count: 20) == Array(long.prefix(20)))
        #expect(ParameterDraws(seed: 4, parameter: 1).uniform(count: 50) != long)
        #expect(ParameterDraws(seed: 5, parameter: 0).uniform(count: 50) != long)
    }

    /// Bounds and deviations: lecun √(3/60) = 0.22361 and 1/√60 = 0.12910; tanh's gain 5/3 · √(3/60) = 0.37268;
    /// selu's 3/4 · √(1/60) = 0.096825; variance scaling 2 / 50: √0.04 = 0.2, uniform bound √(3 · 0.04) = 0.34641.
    @Test func furtherSpreadsAreTheFormulas() {
        let uniform: [(any Initializer, Double)] = [
            (LecunUniformInitializer(), 0.22361),
            (KaimingUniformInitializer(scale: KaimingScale(nonlinearity: .tanh)), 0.37268),
            (VarianceScalingInitializer(scale: 2, mode: .fanAverage, distribution: .uniform), 0.34641),
        ]
        for (initializer, bound) in uniform {
            let found = spread(initializer.values(for: shape, drawing: draws))
            #expect(found.largest <= bound * 1.0001)
            #expect(abs(found.deviation / (bound / 3.0.squareRoot()) - 1) < 0.05)
        }
        let normal: [(any Initializer, Double, Double)] = [
            (LecunNormalInitializer(), 0.12910, 2 / 0.87963),
            (KaimingNormalInitializer(scale: KaimingScale(nonlinearity: .selu)), 0.096825, .infinity),
            (VarianceScalingInitializer(scale: 2, mode: .fanAverage), 0.2, 2 / 0.87963),
            (VarianceScalingInitializer(scale: 2, mode: .fanAverage, distribution: .normal), 0.2, .infinity),
            (TruncatedNormalInitializer(standardDeviation: 1), 0.87963, 2 / 0.87963),
        ]
        for (initializer, deviation, cutoff) in normal {
            let found = spread(initializer.values(for: shape, drawing: draws))
            #expect(abs(found.deviation / deviation - 1) < 0.05)
            #expect(found.largest <= cutoff * deviation * 1.0001)
        }
    }

    /// The quantile belongs to the distribution function of the C library.
    @Test(arguments: [0.5, 2, 6])
    func truncatedQuantilesInvertTheDistribution(cutoff: Double) {
        func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
        let tail = below(-cutoff)
        for share in [0, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 1e-9] {
            let value = TruncatedNormal.quantile(share, cutoff: cutoff)
            #expect(abs(value) <= cutoff)
            #expect(abs((below(value) - tail) / (1 - 2 * tail) - share) < 1e-14)
        }
    }

    @Test(arguments: [[4, 7], [7, 4], [5, 5], [3, 2, 2]])
    func orthogonalMatricesAre(dimensions: [Int]) {
        let rows = dimensions[0]
        let columns = dimensions.dropFirst().reduce(1, *)
        let matrix = OrthogonalInitializer(gain: 3).values(
            for: ParameterShape(dimensions: dimensions, fanIn: columns, fanOut: rows), drawing: draws)
        let (short, long) = (min(rows, columns), max(rows, columns))
        for first in 0..<short {
            for second in 0..<short {
                let product = (0..<long).reduce(0.0) { sum, term in
                    rows <= columns
                        ? sum + matrix[first * columns + term] * matrix[second * columns + term]
                        : sum + matrix[term * columns + first] * matrix[term * columns + second]
                }
                #expect(abs(product - (first == second ? 9 : 0)) < 1e-13)
            }
        }
    }

    @Test func sparseIdentityAndDiracAreInPlace() {
        let sparse = SparseInitializer(sparsity: 0.31).values(for: shape, drawing: draws)
        for column in 0..<60 {
            // 0.31 · 40 = 12.4 zeros, rounded up.
            #expect((0..<40).count { sparse[$0 * 60 + column] == 0 } == 13)
        }
        let small = ParameterShape(dimensions: [2, 3], fanIn: 3, fanOut: 2)
        #expect(IdentityInitializer(gain: 4).values(for: small, drawing: draws) == [4, 0, 0, 0, 4, 0])
        let filters = ParameterShape(dimensions: [2, 2, 3], fanIn: 6, fanOut: 6)
        #expect(
            DiracInitializer().values(for: filters, drawing: draws)
                == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    }

    @Test func parametersAnInitializerCannotFillAreRefused() {
        let row = ParameterShape(dimensions: [5], fanIn: 5, fanOut: 5)
        #expect(OrthogonalInitializer().refusal(for: row) != nil)
        #expect(IdentityInitializer().refusal(for: row) != nil)
        #expect(SparseInitializer(sparsity: 0.5).refusal(for: row) != nil)
        #expect(DiracInitializer().refusal(for: shape) != nil)
        #expect(OrthogonalInitializer().refusal(for: shape) == nil)
        var model = ModelDeclaration()
        let layer = LinearLayer(units: 2, biasInitializer: IdentityInitializer())
        #expect(model.declare([Located<any Layer>(value: layer, origin: .defaultValue)], input: [3]) == nil)
        #expect(
            model.diagnostics.all.first?.message
                == "layer 0 'linear' cannot start its 'bias' with the initializer 'identity': it needs a matrix, "
                + "but this has the shape [2]")
    }
}
