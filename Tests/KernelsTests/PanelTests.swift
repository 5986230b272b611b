import Kernels
import Testing

@Suite struct PanelTests {
    static let features = 15
    static let stride = 48

    /// A table of 100 rows of 16, and a panel of 37 of them.
    struct Fixture<Scalar: KernelScalar> {
        let table: UnsafeMutablePointer<Scalar>
        let panel: UnsafeMutablePointer<Scalar>
        let rows: [Int32] = (0..<101).map { Int32(($0 * 37 + 11) % 100) }
        let count = 37

        init() {
            var random = PseudoRandom(1)
            table = random.pointer(100 * 16, Scalar.self)
            panel = random.pointer(16 * PanelTests.stride, Scalar.self)
        }
    }

    @Test func holdsTheGatheredRowsFeatureByFeature() {
        checkFill(Float.self)
        checkFill(Double.self)
    }

    func checkFill<Scalar: KernelScalar>(_ type: Scalar.Type) {
        let fixture = Fixture<Scalar>()
        for features in [1, 2, 3, 4, 7, 15, 16] {
            for count in [1, 5, 16, 37, 48] {
                for gathered in [true, false] {
                    Panel.fill(
                        fixture.panel, stride: Self.stride, table: fixture.table, rowStride: 16,
                        features: features, rows: gathered ? fixture.rows : nil, count: count, available: 100)
                    for feature in 0..<features {
                        for row in 0..<(count + 15) / 16 * 16 {
                            let index = gathered ? Int(fixture.rows[row]) : row
                            let expected = row < count ? fixture.table[index * 16 + feature] : 0
                            #expect(fixture.panel[feature * Self.stride + row] == expected)
                        }
                    }
                }
            }
        }
    }

    /// A row-wise product has the bits of a matrix product with the same weights, trial by trial.
    @Test(arguments: [1, 2, 3, 5, 7]) func dotHasTheBitsOfAMatrixProduct(trials: Int) {
        checkDot(trials, Float.self)
        checkDot(trials, Double.self)
    }

    func checkDot<Scalar: KernelScalar>(_ trials: Int, _ type: Scalar.Type) {
        let fixture = Fixture<Scalar>()
        var random = PseudoRandom(2)
        let weights = random.values(trials * 16, type)
        let z = Buffer(Scalar.elementType, count: trials * Self.stride)
        Panel.fill(
            fixture.panel, stride: Self.stride, table: fixture.table, rowStride: 16, features: Self.features,
            rows: fixture.rows, count: fixture.count, available: 100)
        Panel.dot(
            fixture.panel, stride: Self.stride, features: 14, count: fixture.count,
            weights: weights.typed(type),
            weightStride: 16, bias: weights.typed(type) + 15, biasStride: 16, trials: trials,
            into: z.typed(type), zStride: Self.stride)
        for trial in 0..<trials {
            let own = weights.typed(type) + trial * 16
            for row in 0..<fixture.count {
                var sum = Scalar.zero
                for feature in 0..<14 {
                    sum.addProduct(own[feature], fixture.table[Int(fixture.rows[row]) * 16 + feature])
                }
                #expect(z.typed(type)[trial * Self.stride + row] == sum + own[15])
            }
        }
    }

    @Test func gradientOfATrialIsTheSameAloneAndInAGroup() {
        checkGradient(Float.self, tolerance: 1e-5)
        checkGradient(Double.self, tolerance: 1e-14)
    }

    func checkGradient<Scalar: KernelScalar>(_ type: Scalar.Type, tolerance: Double) {
        let fixture = Fixture<Scalar>()
        let trials = 5
        var random = PseudoRandom(6)
        let d = random.pointer(trials * Self.stride, type)
        d[40] = .nan  // beyond the count: must not matter
        Panel.fill(
            fixture.panel, stride: Self.stride, table: fixture.table, rowStride: 16, features: Self.features,
            rows: fixture.rows, count: fixture.count, available: 100)
        let together = Buffer(.float64, count: trials * 16).kept(Double.self)
        Panel.gradient(
            fixture.panel, stride: Self.stride, features: Self.features, count: fixture.count, d: d,
            dStride: Self.stride, trials: trials, into: together, accumulatorStride: 16)
        for trial in 0..<trials {
            let alone = Buffer(.float64, count: 16).kept(Double.self)
            Panel.gradient(
                fixture.panel, stride: Self.stride, features: Self.features, count: fixture.count,
                d: d + trial * Self.stride, dStride: Self.stride, trials: 1, into: alone,
                accumulatorStride: 16)
            for feature in 0..<Self.features {
                var expected = 0.0
                for row in 0..<fixture.count {
                    let value = fixture.table[Int(fixture.rows[row]) * 16 + feature]
                    expected += Double(value) * Double(d[trial * Self.stride + row])
                }
                #expect(together[trial * 16 + feature] == alone[feature])
                #expect(abs(alone[feature] - expected) < tolerance)
            }
        }
    }

    @Test func sumsLeaveOutRowsBeyondTheCount() {
        var random = PseudoRandom(8)
        let values = random.pointer(2 * 48, Float.self)
        values[47] = .infinity
        let sums = Buffer([10.0, 20.0]).kept(Double.self)
        Panel.sum(values, stride: 48, count: 37, trials: 2, into: sums, accumulatorStride: 1)
        let first = (0..<37).reduce(10.0) { $0 + Double(values[$1]) }
        let second = (0..<37).reduce(20.0) { $0 + Double(values[48 + $1]) }
        #expect(abs(sums[0] - first) < 1e-5)
        #expect(abs(sums[1] - second) < 1e-5)
    }
}
