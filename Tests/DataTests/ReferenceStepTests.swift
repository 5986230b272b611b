import Data
import Foundation
import Testing

/// Values of scikit-learn and NumPy; printed by Tests/References/data_steps.py (numpy 2.4.6, scikit-learn 1.9.1).
@Suite("Steps against scikit-learn")
struct ReferenceStepTests {
    private static let runs = [
        115.26, 78.13, 79.84, 84.32, 115.13, 78.37, 80.32, 85.11, 119.41, 80.19, 81.16, 86.69,
    ]

    private func table() throws -> Table {
        try Table([
            ("x", .numbers(NumberColumn(Self.runs.map { $0 }))),
            ("r", .numbers(NumberColumn((0..<12).map { Double($0 * $0 - 7) }))),
        ])
    }

    private func expectFirst(_ found: [Double?], _ expected: [Double], _ tolerance: Double = 1e-14) {
        for (value, reference) in zip(found, expected) {
            #expect(abs((value ?? .nan) - reference) <= tolerance * max(1, abs(reference)))
        }
    }

    @Test("standardize")
    func standardize() throws {
        let (result, _) = try StepTests.run("[{standardize: all}]", target: "r", on: try table())
        expectFirst(numbers(result, "x"), [1.6184477622242224, -0.791778465044818, -0.6807769339747916])
        expectFirst(numbers(result, "r"), [-1.0699515783859088, -1.0445772326534368, -0.9684541954560203])
    }

    @Test("standardize with the sample deviation")
    func sampleDeviation() throws {
        let (result, _) = try StepTests.run(
            "[{standardize: {columns: all, ddof: 1, with_mean: false}}]", target: "r", on: try table())
        expectFirst(numbers(result, "x"), [115.26 / 16.090199233186528, 78.13 / 16.090199233186528])
        expectFirst(numbers(result, "r"), [-7 / 41.162280468085505, -6 / 41.162280468085505])
    }

    @Test("normalize to [-1, 1]")
    func normalize() throws {
        let (result, _) = try StepTests.run(
            "[{normalize: {columns: all, range: [-1, 1]}}]", target: "r", on: try table())
        expectFirst(numbers(result, "x"), [0.7989341085271322, -0.9999999999999996, -0.917151162790697])
        expectFirst(numbers(result, "r"), [-1.0, -0.9834710743801652, -0.9338842975206612])
    }

    @Test("logarithms")
    func logarithms() throws {
        let natural = [4.747190446008521, 4.358374106008653, 4.380024632003209]
        let binary = [6.848748114611959, 6.287804709077553, 6.319039815562536]
        let ternary = [4.3210789602251065, 3.9671630756037497, 3.986870233641098]
        let onePlus = [4.755829062273205, 4.371092069621102, 4.39247189253542]
        for (step, expected) in [
            ("{log: x}", natural), ("{log: {columns: x, base: 2}}", binary),
            ("{log: {columns: x, base: 3}}", ternary), ("{log1p: x}", onePlus),
        ] {
            let (result, _) = try StepTests.run("[\(step)]", target: "r", on: try table())
            expectFirst(numbers(result, "x"), expected)
        }
    }

    @Test("standard deviation along a row, and the median of training rows")
    func rowsAndMedian() throws {
        let (result, _) = try StepTests.run("[{derive: {s: 'std(x, r)'}}]", target: "r", on: try table())
        expectFirst(numbers(result, "s"), [61.13, 42.065, 41.42])
        // The median is 82.74: six values lie above it.
        let (label, _) = try StepTests.run("[{threshold: {x: median}}]", target: "r", on: try table())
        #expect(texts(label, "x").filter { $0 == "1" }.count == 6)
    }
}
