import Foundation
import Kernels
import Testing

/// Expected values: the C library in double precision. Its own error (below 1 ulp of a double) counts against
/// ours in the double-precision rows.
@Suite struct VectorMathTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var opcode: ElementwiseOpcode
        var range: ClosedRange<Double>
        /// Points spread evenly over the exponents instead of over the range.
        var isLogarithmic = false
        var floatBound: Double
        var doubleBound: Double
        var exact: @Sendable (Double) -> Double
        var testDescription: String { "\(opcode) on \(range)" }
    }

    static let rows = [
        Row(opcode: .exponential, range: -87...88, floatBound: 1.5, doubleBound: 2.5, exact: exp),
        Row(opcode: .exponential, range: -1...1, floatBound: 1.5, doubleBound: 2.5, exact: exp),
        Row(opcode: .exponentialMinusOne, range: -18...20, floatBound: 2, doubleBound: 3, exact: expm1),
        Row(opcode: .exponentialMinusOne, range: -1...1, floatBound: 3, doubleBound: 5, exact: expm1),
        Row(
            opcode: .exponentialMinusOne, range: 1e-30...1, isLogarithmic: true, floatBound: 2,
            doubleBound: 3,
            exact: expm1),
        Row(
            opcode: .logarithm, range: 1e-37...1e37, isLogarithmic: true, floatBound: 1.5, doubleBound: 2,
            exact: log),
        Row(opcode: .logarithm, range: 0.5...2, floatBound: 1.5, doubleBound: 2, exact: log),
        Row(
            opcode: .logarithmOfOnePlus, range: 1e-30...1e30, isLogarithmic: true, floatBound: 2,
            doubleBound: 3,
            exact: log1p),
        Row(opcode: .logarithmOfOnePlus, range: -0.99...1, floatBound: 2, doubleBound: 3, exact: log1p),
        Row(opcode: .tanh, range: -10...10, floatBound: 2, doubleBound: 3, exact: tanh),
        Row(opcode: .tanh, range: 1e-30...1, isLogarithmic: true, floatBound: 2, doubleBound: 3, exact: tanh),
        Row(
            opcode: .normalProbability, range: -1.5...10, floatBound: 7, doubleBound: 7,
            exact: normalProbability),
        // The C library is given x/√2 rounded, which moves its result by up to x² ulp.
        Row(
            opcode: .normalProbability, range: -8...(-1.5), floatBound: 8, doubleBound: 128,
            exact: normalProbability),
        Row(opcode: .sigmoid, range: -87...87, floatBound: 2.5, doubleBound: 4, exact: sigmoid),
        Row(opcode: .softplus, range: -80...80, floatBound: 3, doubleBound: 4, exact: softplus),
        Row(opcode: .softplus, range: -3...3, floatBound: 3, doubleBound: 4, exact: softplus),
        Row(opcode: .sineOfTurns, range: 0.01...0.24, floatBound: 2, doubleBound: 3, exact: sineOfTurns),
        Row(
            opcode: .sineOfTurns, range: 1e-30...0.25, isLogarithmic: true, floatBound: 2, doubleBound: 3,
            exact: sineOfTurns),
        Row(opcode: .arctangent, range: -4...4, floatBound: 2, doubleBound: 2, exact: atan),
        Row(
            opcode: .arctangent, range: 1e-30...1e30, isLogarithmic: true, floatBound: 2, doubleBound: 2,
            exact: atan),
        Row(
            opcode: .squareRoot, range: 1e-30...1e30, isLogarithmic: true, floatBound: 0.5, doubleBound: 0,
            exact: { $0.squareRoot() }),
    ]

    static func sineOfTurns(_ x: Double) -> Double { sin(2 * Double.pi * x) }
    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
    static func normalProbability(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    @Test(arguments: rows) func floatErrorsStayBelowTheBound(row: Row) {
        let worst = largestError(row, Float.self) { found, exact in
            abs(Double(found) - exact) / Double(Float(exact).ulp)
        }
        #expect(worst.error <= row.floatBound, "at \(worst.at)")
    }

    @Test(arguments: rows) func doubleErrorsStayBelowTheBound(row: Row) {
        let worst = largestError(row, Double.self) { found, exact in abs(found - exact) / exact.ulp }
        #expect(worst.error <= row.doubleBound, "at \(worst.at)")
    }

    func largestError<Scalar: KernelScalar>(
        _ row: Row, _ type: Scalar.Type, _ error: (Scalar, Double) -> Double
    ) -> (error: Double, at: Double) {
        let count = 960
        let lower = row.isLogarithmic ? log(row.range.lowerBound) : row.range.lowerBound
        let upper = row.isLogarithmic ? log(row.range.upperBound) : row.range.upperBound
        let points = (0..<count).map { index in
            let place = lower + (upper - lower) * (Double(index) + 0.37) / Double(count)
            return Scalar(row.isLogarithmic ? exp(place) : place)
        }
        var worst = (error: 0.0, at: 0.0)
        for (point, found) in zip(points, apply(row.opcode, points)) {
            let difference = error(found, row.exact(Double(point)))
            if !(difference <= worst.error) { worst = (difference, Double(point)) }
        }
        return worst
    }

    func apply<Scalar: KernelScalar>(
        _ opcode: ElementwiseOpcode, _ a: [Scalar], _ b: [Scalar]? = nil, into other: Buffer? = nil
    ) -> [Scalar] {
        let first = Buffer(a)
        let second = other ?? Buffer(b ?? a)
        let result = Buffer(Scalar.elementType, count: a.count)
        let instruction = ElementwiseInstruction(
            opcode, result: result.typed(Scalar.self),
            operands: [.array(first.typed(Scalar.self)), .array(second.typed(Scalar.self))])
        withExtendedLifetime((first, second)) {
            withUnsafePointer(to: instruction) { pointer in
                Elementwise.runBlock(
                    UnsafeBufferPointer(start: pointer, count: 1), offset: 0, count: (a.count + 15) / 16 * 16)
            }
        }
        return result.array(Scalar.self)
    }

    @Test func sigmoidAndSoftplusAreThoseComputedApart() {
        var random = PseudoRandom(6)
        let points = (0..<96).map { _ in Float(30 * random.next()) }
        let softplus = Buffer(.float32, count: 96)
        let together = apply(.sigmoidAndSoftplus, points, into: softplus)
        #expect(together == apply(.sigmoid, points))
        #expect(softplus.array(Float.self) == apply(.softplus, points))
    }

    /// NaN stays NaN; infinities, zeros and the ends of the number range give the mathematical limits.
    @Test func limitsAreThoseOfMathematics() {
        checkLimits(Float.self)
        checkLimits(Double.self)
    }

    func checkLimits<Scalar: KernelScalar>(_ type: Scalar.Type) {
        let infinity = Scalar.infinity
        let opcodes: [ElementwiseOpcode] = [
            .exponential, .exponentialMinusOne, .logarithm, .logarithmOfOnePlus, .tanh, .sigmoid, .sign,
            .normalProbability, .arctangent, .sineOfTurns,
        ]
        for opcode in opcodes { #expect(apply(opcode, [Scalar.nan])[0].isNaN, "\(opcode)") }
        #expect(apply(.exponential, [-infinity, infinity, 0, -2000, 2000]) == [0, infinity, 1, 0, infinity])
        #expect(apply(.exponentialMinusOne, [-infinity, infinity, 0]) == [-1, infinity, 0])
        #expect(apply(.logarithm, [0, 1, infinity]) == [-infinity, 0, infinity])
        #expect(apply(.logarithm, [-1, -infinity]).filter(\.isNaN).count == 2)
        #expect(apply(.logarithmOfOnePlus, [-1, 0, infinity]) == [-infinity, 0, infinity])
        #expect(apply(.logarithmOfOnePlus, [-2])[0].isNaN)
        #expect(apply(.tanh, [-infinity, infinity, 0, 30]) == [-1, 1, 0, 1])
        #expect(
            apply(.arctangent, [-infinity, infinity]) == [Scalar(-Double.pi / 2), Scalar(Double.pi / 2)])
        #expect(apply(.arctangent, [-Scalar.zero])[0].sign == .minus)
        #expect(apply(.sigmoid, [-infinity, infinity, 0]) == [0, 1, 0.5])
        #expect(apply(.normalProbability, [-infinity, infinity, 40, -40]) == [0, 1, 1, 0])
        #expect(apply(.maximum, [Scalar.nan, 1], [1, Scalar.nan]).filter(\.isNaN).count == 2)
        #expect(apply(.minimum, [Scalar.nan, 1], [1, Scalar.nan]).filter(\.isNaN).count == 2)
        #expect(apply(.power, [2, 0, 1, -2, 0], [10, 0, infinity, 3, 2]) == [1024, 1, 1, -8, 0])
    }

    @Test func denormalNumbersAreKept() {
        let float = apply(.exponential, [Float(-100), -103])
        #expect(float == [Float(exp(-100.0)), Float(exp(-103.0))])
        let double = apply(.exponential, [-740.0])
        #expect(abs(double[0] - exp(-740.0)) <= Double.leastNonzeroMagnitude)
        let logarithms = apply(.logarithm, [Float.leastNonzeroMagnitude, 0x1p-133])
        #expect(abs(Double(logarithms[0]) - log(Double(Float.leastNonzeroMagnitude))) < 1e-5)
        #expect(abs(Double(logarithms[1]) - log(0x1p-133)) < 1e-5)
    }

    @Test func floatPowersAreRoundedDoublePrecisionPowers() {
        var random = PseudoRandom(5)
        let bases = (0..<320).map { _ in Float(exp(5 * random.next())) }
        let exponents = (0..<320).map { _ in Float(8 * random.next()) }
        for (index, found) in apply(.power, bases, exponents).enumerated() {
            let exact = pow(Double(bases[index]), Double(exponents[index]))
            #expect(abs(Double(found) - exact) <= 0.51 * Double(Float(exact).ulp))
        }
    }
}
