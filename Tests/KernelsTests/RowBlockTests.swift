import Kernels
import Testing

/// The loops over row-major blocks, bit for bit against their stated order written as plain loops.
@Suite("Row blocks")
struct RowBlockTests {
    /// Features and elements of a row.
    static let widths = [(1, 16), (7, 16), (14, 16), (16, 16), (21, 32), (40, 48)]
    static let counts = [1, 2, 3, 4, 5, 8, 37, 64, 255, 256]

    /// Rows with numbers beyond the features, and weights that are 0 there.
    struct Fixture<Scalar: KernelScalar> {
        let features: Int
        let stride: Int
        let halves: Int
        let lanes = Scalar.lanes / 2
        let block: UnsafeMutablePointer<Scalar>
        let weights: UnsafeMutablePointer<Scalar>
        let factors: UnsafeMutablePointer<Scalar>

        init(_ width: (features: Int, stride: Int)) {
            var random = PseudoRandom(7)
            features = width.features
            stride = width.stride
            halves = RowBlock.halves(features, lanes: Scalar.lanes)
            block = random.pointer(272 * stride, Scalar.self)
            weights = random.pointer(halves * lanes, Scalar.self)
            for index in features..<max(features, halves * lanes) { weights[index] = 0 }
            factors = random.pointer(272, Scalar.self)
        }
    }

    @Test("multiply rows with weights", arguments: widths) func products(features: Int, stride: Int) {
        checkProducts(Fixture<Float>((features, stride)))
        checkProducts(Fixture<Double>((features, stride)))
    }

    func checkProducts<Scalar: KernelScalar>(_ fixture: Fixture<Scalar>) {
        let lanes = fixture.lanes
        for count in Self.counts {
            let z = Buffer(Scalar.elementType, count: 272)
            Scalar.rowProducts(
                fixture.block, stride: fixture.stride, count: count, weights: fixture.weights,
                halves: fixture.halves, into: z.typed(Scalar.self))
            for row in 0..<count {
                let start = fixture.block + row * fixture.stride
                var partial = (0..<lanes).map { start[$0] * fixture.weights[$0] }
                for column in lanes..<max(lanes, fixture.halves * lanes) {
                    partial[column % lanes].addProduct(start[column], fixture.weights[column])
                }
                #expect(z.typed(Scalar.self)[row] == tree(partial))
            }
        }
    }

    /// Lane i and i + half, and so on down to one.
    func tree<Scalar: KernelScalar>(_ values: [Scalar]) -> Scalar {
        guard values.count > 1 else { return values.first ?? 0 }
        let half = values.count / 2
        return tree((0..<half).map { values[$0] + values[$0 + half] })
    }

    @Test("add rows times factors", arguments: widths) func weightedRows(features: Int, stride: Int) {
        checkWeightedRows(Fixture<Float>((features, stride)))
        checkWeightedRows(Fixture<Double>((features, stride)))
    }

    func checkWeightedRows<Scalar: KernelScalar>(_ fixture: Fixture<Scalar>) {
        for count in Self.counts {
            let width = fixture.halves * fixture.lanes
            var sums = [Double](repeating: 0.5, count: width + 1)
            sums.withUnsafeMutableBufferPointer { sums in
                guard let accumulator = sums.baseAddress else { return }
                Scalar.addWeightedRows(
                    fixture.block, stride: fixture.stride, count: count, factors: fixture.factors,
                    halves: fixture.halves, into: accumulator)
            }
            for column in 0..<width {
                var partial = [Scalar](repeating: 0, count: 4)
                for row in 0..<count {
                    partial[row % 4].addProduct(
                        fixture.block[row * fixture.stride + column], fixture.factors[row])
                }
                #expect(sums[column] == 0.5 + Double(tree(partial)))
            }
            #expect(sums[width] == 0.5, "nothing is written past the last half vector")
        }
    }

    @Test("four trials at once are each of them alone", arguments: widths)
    func fourTrials(features: Int, stride: Int) {
        checkFourTrials(Fixture<Float>((features, stride)))
        checkFourTrials(Fixture<Double>((features, stride)))
    }

    func checkFourTrials<Scalar: KernelScalar>(_ fixture: Fixture<Scalar>) {
        var random = PseudoRandom(11)
        let factorStride = 272
        let factors = random.pointer(4 * factorStride, Scalar.self)
        let totalStride = fixture.halves * fixture.lanes + 3
        for count in Self.counts {
            var together = [Double](repeating: 0.5, count: 4 * totalStride)
            var alone = together
            together.withUnsafeMutableBufferPointer { totals in
                guard let start = totals.baseAddress else { return }
                Scalar.addWeightedRowsOfFour(
                    fixture.block, stride: fixture.stride, count: count, factors: factors,
                    factorStride: factorStride, halves: fixture.halves, into: start,
                    accumulatorStride: totalStride)
                Scalar.addRowSumsOfFour(
                    factors, stride: factorStride, count: count, into: start + (totalStride - 1),
                    totalStride: totalStride)
            }
            alone.withUnsafeMutableBufferPointer { totals in
                for trial in 0..<4 {
                    guard let start = totals.baseAddress.map({ $0 + trial * totalStride }) else { return }
                    Scalar.addWeightedRows(
                        fixture.block, stride: fixture.stride, count: count,
                        factors: factors + trial * factorStride, halves: fixture.halves, into: start)
                    start[totalStride - 1] += Scalar.rowSum(factors + trial * factorStride, count: count)
                }
            }
            #expect(together == alone, "\(count) rows")
        }
    }

    @Test("copy rows by number, asked for before or not", arguments: [16, 48]) func gather(stride: Int) {
        checkGather(stride, Float.self)
        checkGather(stride, Double.self)
    }

    func checkGather<Scalar: KernelScalar>(_ stride: Int, _ type: Scalar.Type) {
        var random = PseudoRandom(3)
        let table = random.pointer(300 * stride, type)
        let rows = (0..<256).map { Int32(($0 * 37 + 11) % 300) }
        for count in [1, 95, 96, 97, 256] {
            for isFetched in [true, false] {
                let block = Buffer(Scalar.elementType, count: 256 * stride)
                Scalar.gatherRows(
                    block.typed(type), stride: stride, table: table, rows: rows, count: count,
                    isFetched: isFetched)
                for row in 0..<256 {
                    for column in 0..<stride {
                        let expected = row < count ? table[Int(rows[row]) * stride + column] : 0
                        #expect(block.typed(type)[row * stride + column] == expected)
                    }
                }
            }
        }
    }

    @Test("take a column out and add values up") func columnsAndSums() {
        checkColumnsAndSums(Float.self)
        checkColumnsAndSums(Double.self)
    }

    func checkColumnsAndSums<Scalar: KernelScalar>(_ type: Scalar.Type) {
        let fixture = Fixture<Scalar>((14, 16))
        for count in Self.counts {
            let column = Buffer(Scalar.elementType, count: 256)
            Scalar.copyColumn(fixture.block + 14, stride: 16, count: count, into: column.typed(type))
            var partial = [Scalar](repeating: 0, count: Scalar.lanes)
            for row in 0..<count {
                #expect(column.typed(type)[row] == fixture.block[row * 16 + 14])
                partial[row % Scalar.lanes] += fixture.factors[row]
            }
            #expect(Scalar.rowSum(fixture.factors, count: count) == Double(tree(partial)))
        }
    }
}
