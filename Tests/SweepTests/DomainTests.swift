import Spec
import Sweep
import Testing

/// Values of domains by hand.
@Suite struct DomainTests {
    static let values: [(String, [String])] = [
        ("[a, 1, true, null]", ["\"a\"", "1", "true", "null"]),
        ("{choice: [x, y]}", ["\"x\"", "\"y\""]),
        ("{choice: {values: [x, y, z], weights: [1, 0, 3]}}", ["\"x\"", "\"z\""]),
        ("{range: 3}", ["0", "1", "2"]),
        ("{range: [1, 10, 3]}", ["1", "4", "7"]),
        ("{range: [3, 0, -1]}", ["3", "2", "1"]),
        ("{range: [0, 0.4, 0.1]}", ["0.0", "0.1", "0.2", "0.3"]),
        ("{linspace: [0, 1, 5]}", ["0.0", "0.25", "0.5", "0.75", "1.0"]),
        ("{linspace: [2, 3, 1]}", ["2.0"]),
        ("{logspace: [1.0e-4, 0.1, 4]}", ["0.0001", "0.001", "0.01", "0.1"]),
        ("{int_uniform: [2, 4]}", ["2", "3", "4"]),
        ("{int_uniform: {bounds: [32, 100], step: 32}}", ["32", "64", "96"]),
        ("{int_uniform: [5, 5]}", ["5"]),
        ("{log_int: [1, 3]}", ["1", "2", "3"]),
        ("{uniform: [0, 0.3], step: 0.1}", ["0.0", "0.1", "0.2", "0.3"]),
        ("{type: uniform, bounds: [0, 1], step: 0.5}", ["0.0", "0.5", "1.0"]),
    ]

    @Test(arguments: values.map(\.0))
    func gridGoesThroughTheValues(written: String) throws {
        let expected = try #require(Self.values.first { $0.0 == written }?.1)
        let trials = try Sweeps.trials("parameters: {key: \(written)}")
        #expect(trials.map { $0.assignments[0].value.canonicalJSON } == expected)
    }

    /// Quantiles by hand: the logarithmic ones are powers of the ratio of the bounds.
    @Test func quantiles() throws {
        func dimension(_ written: String) throws -> SearchDimension {
            try Sweeps.search("parameters: {key: \(written)}\nsampler: {random: 1}").space.dimensions[0]
        }
        let uniform = try dimension("{uniform: [2, 4]}")
        #expect([0, 0.25, 0.5].map { uniform.quantile($0) } == [2, 2.5, 3])
        let logarithmic = try dimension("{log_uniform: [0.01, 100]}")
        #expect(abs(logarithmic.quantile(0.5) - 1) < 1e-12)
        #expect(abs(logarithmic.quantile(0.25) - 0.1) < 1e-12)
        let whole = try dimension("{int_uniform: [1, 4]}")
        #expect([0, 0.24, 0.26, 0.51, 0.99].map { whole.quantile($0) } == [1, 1, 2, 3, 4])
        let weighted = try dimension("{choice: {values: [a, b], weights: [1, 3]}}")
        #expect([0, 0.24, 0.26, 0.99].map { weighted.quantile($0) } == [0, 0, 1, 1])
        // 1 stands for 0.5 … 1.5 of the edges 0.5 … 10.5: the share of 1 is log 3 / log 21 = 0.3608.
        let logInt = try dimension("{log_int: [1, 10]}")
        #expect(logInt.quantile(0.36) == 1)
        #expect(logInt.quantile(0.362) == 2)
        #expect(logInt.quantile(0.999999) == 10)
    }

    @Test func coordinatesAreFoundAgainFromValues() throws {
        let search = try Sweeps.search(
            """
            parameters:
              a: {log_uniform: [1.0e-4, 1]}
              b: {uniform: [0, 1], step: 0.1}
              c: [sgd, {adam: {lr: 0.1}}]
              d: {linspace: [0, 1, 4]}
            sampler: {random: 20}
            """)
        let sequence = try TrialSequence(search, objective: Objective(.minimize, "loss"), seed: 3)
        for trial in try Sweeps.next(sequence, from: 0, after: []) {
            let restored = sequence.trial(number: trial.number, assignments: trial.assignments)
            #expect(restored == trial)
        }
    }
}
