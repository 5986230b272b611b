import Foundation
import Spec
import Sweep
import Testing

@Suite struct ImportanceTests {
    private func outcomes(
        _ text: String, _ objective: (TrialPoint) -> Double?
    ) throws -> (outcomes: [TrialOutcome], space: SearchSpace) {
        let sequence = try Sweeps.sequence(text)
        return (try Sweeps.run(sequence, objective), sequence.search.space)
    }

    /// f = 4 x + 2 y over the unit square: Var = 16/12 + 4/12, so x explains 0.8 and y 0.2; z does nothing.
    @Test func additiveFunction() throws {
        let (outcomes, space) = try outcomes(
            """
            parameters: {x: {uniform: [0, 1]}, y: {uniform: [0, 1]}, z: [a, b, c]}
            sampler: {sobol: 128}
            """
        ) { 4 * ($0.number("x") ?? 0) + 2 * ($0.number("y") ?? 0) }
        let shares = try #require(
            ParameterImportance.all(of: outcomes, in: space, objective: Objective(.minimize, "loss")))
        #expect(shares.map(\.paths) == [["x"], ["y"], ["z"]])
        #expect(abs(shares[0].share - 0.8) < 0.05)
        #expect(abs(shares[1].share - 0.2) < 0.05)
        #expect(shares[2].share < 0.02)
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    }

    /// On a logarithmic scale: f = log10(rate) has the variance of its scale, f of the other is constant.
    @Test func scaleAndUnevenSampling() throws {
        let (outcomes, space) = try outcomes(
            """
            parameters: {rate: {log_uniform: [1.0e-4, 1]}, other: {uniform: [0, 1]}}
            sampler: {random: 60}
            """
        ) { trial in trial.number % 9 == 0 ? nil : trial.number("rate").map { log10($0) } }
        let shares = try #require(
            ParameterImportance.all(of: outcomes, in: space, objective: Objective(.maximize, "score")))
        #expect(shares[0].paths == ["rate"])
        #expect(shares[0].share > 0.95)
    }

    @Test func nothingToSay() throws {
        let (outcomes, space) = try outcomes("parameters: {x: [1, 2, 3, 4, 5]}") { _ in 1 }
        let objective = Objective(.minimize, "loss")
        #expect(ParameterImportance.all(of: outcomes, in: space, objective: objective) == nil)
        #expect(ParameterImportance.all(of: [], in: space, objective: objective) == nil)
    }

    @Test func slices() throws {
        let (outcomes, space) = try outcomes("parameters: {x: [1, 2], y: [a, b]}") { trial in
            trial.number == 1 ? nil : Double(trial.number)
        }
        let slices = ParameterSlice.all(of: outcomes, in: space)
        #expect(slices.map(\.path) == ["x", "y"])
        #expect(slices[0].points.map(\.trial) == [0, 2, 3])
        #expect(slices[0].points.map(\.objective) == [0, 2, 3])
        #expect(slices[1].points.map(\.value.canonicalJSON) == ["\"a\"", "\"a\"", "\"b\""])
    }

    @Test("A parameter that several grids have counts once, with the sum of its shares")
    func grids() throws {
        let (outcomes, space) = try outcomes(
            """
            grids:
              - parameters: {rate: [1, 2, 3, 4], kind: [a, b]}
              - parameters: {rate: [10, 20, 30], kind: [b, c]}
            """
        ) { trial in trial.number("rate") }
        let shares = try #require(
            ParameterImportance.all(of: outcomes, in: space, objective: Objective(.minimize, "loss")))
        #expect(shares.map(\.paths).sorted { $0[0] < $1[0] } == [["kind"], ["rate"]])
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(shares[0].paths == ["rate"] && shares[0].share > shares[1].share)
    }
}
