import Kernels
import Testing

@Suite struct ReductionTests {
    static let shapes = [
        [1, 0, 1], [1, 1, 1], [3, 10, 1], [2, 16, 1], [2, 33, 1], [1, 1100, 1], [1, 2100, 1], [2, 7, 3],
        [1, 5, 16], [2, 9, 20], [1, 40, 9],
    ]

    @Test(arguments: shapes) func matchesAPlainLoop(shape: [Int]) {
        check(shape, Float.self, tolerance: 0x1p-22)
        check(shape, Double.self, tolerance: 0x1p-48)
    }

    func check<Scalar: KernelScalar>(_ shape: [Int], _ type: Scalar.Type, tolerance: Double) {
        let (outer, reduce, inner) = (shape[0], shape[1], shape[2])
        var random = PseudoRandom(21)
        let source = random.pointer(outer * reduce * inner, type)
        let result = random.values(outer * inner + 3, type)
        let sentinel = result.typed(type)[outer * inner]
        for kind in ReductionKind.allCases {
            Reduction.run(
                kind, from: source, into: result.typed(type), outer: outer, reduce: reduce, inner: inner)
            for position in 0..<outer {
                for column in 0..<inner {
                    let values = (0..<reduce).map {
                        Double(source[(position * reduce + $0) * inner + column])
                    }
                    let expected: Double =
                        switch kind {
                        case .sum: values.reduce(0, +)
                        case .maximum: values.max() ?? -.infinity
                        }
                    let found = Double(result.typed(type)[position * inner + column])
                    let matches =
                        found == expected || abs(found - expected) <= tolerance * max(abs(expected), 1)
                    #expect(matches, "\(kind) \(position) \(column)")
                }
            }
            #expect(result.typed(type)[outer * inner] == sentinel, "writes only its results")
        }
    }

    /// The order stated at `Reduction`, followed literally in double precision, gives the same bits.
    @Test func sumsFollowTheCanonicalOrder() {
        var random = PseudoRandom(22)
        let values = random.pointer(3000, Double.self)
        for (inner, laneCount) in [(1, 16), (2, 4)] {
            let result = Buffer(.float64, count: inner)
            Reduction.run(
                .sum, from: values, into: result.typed(Double.self), outer: 1, reduce: 1500, inner: inner)
            for column in 0..<inner {
                let found = result.array(Double.self)[column]
                #expect(found == blockSum((0..<1500).map { values[$0 * inner + column] }, lanes: laneCount))
            }
        }
    }

    /// Blocks of 1024 values, each in lanes that are added as a tree: l and l + 8, … l + 1; neighbors first where there
    /// are four.
    private func blockSum(_ values: [Double], lanes laneCount: Int) -> Double {
        stride(from: 0, to: values.count, by: 1024).reduce(0) { total, start in
            var lanes = [Double](repeating: 0, count: laneCount)
            for index in start..<min(start + 1024, values.count) {
                lanes[(index - start) % laneCount] += values[index]
            }
            if laneCount == 4 { return total + ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) }
            for half in [8, 4, 2, 1] {
                for lane in 0..<half { lanes[lane] += lanes[lane + half] }
            }
            return total + lanes[0]
        }
    }

    @Test(arguments: ReductionKind.allCases) func nanAnywhereGivesNaN(kind: ReductionKind) {
        for place in [0, 5, 36] {
            for inner in [1, 2] {
                var random = PseudoRandom(23)
                let source = random.pointer(37 * inner, Float.self)
                source[place * inner] = .nan
                let result = Buffer(.float32, count: inner)
                Reduction.run(
                    kind, from: source, into: result.typed(Float.self), outer: 1, reduce: 37, inner: inner)
                #expect(result.array(Float.self)[0].isNaN)
                #expect(inner == 1 || !result.array(Float.self)[1].isNaN)
            }
        }
    }
}
