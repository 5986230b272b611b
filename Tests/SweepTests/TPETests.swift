import Foundation
import Spec
import Sweep
import TestSupport
import Testing

/// The quality of `tpe` against what Optuna's sampler reached on the same functions.
@Suite struct TPETests {
    struct Reference: Decodable {
        struct Sampler: Decodable { var median: Double }
        struct Function: Decodable {
            var tpe: Sampler
            var random: Sampler
            var check: Double
        }
        var functions: [String: Function]
    }

    private static func reference(_ function: TestFunction) throws -> Reference.Function {
        let file = URL(fileURLWithPath: fixtureFolder(beside: #filePath) + "/optuna.json")
        let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
        return try #require(reference.functions[function.rawValue])
    }

    private static func best(_ function: TestFunction, _ sampler: String, seed: UInt64) throws -> Double {
        let parameters = function.bounds.enumerated().map { index, bounds in
            "  x\(index): {uniform: [\(bounds.0), \(bounds.1)]}\n"
        }
        let text = "parameters:\n" + parameters.joined() + "sampler: " + sampler
        let outcomes = try Sweeps.run(try Sweeps.sequence(text, seed: seed)) { trial in
            function.value(function.bounds.indices.map { trial.number("x\($0)") ?? .nan })
        }
        return outcomes.compactMap(\.objective).min() ?? .infinity
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    @Test(arguments: TestFunction.allCases)
    func theFunctionsAreThoseOfTheReference(function: TestFunction) throws {
        let point = function.bounds.map { $0.0 + 0.3 * ($0.1 - $0.0) }
        let expected = try Self.reference(function).check
        #expect(abs(function.value(point) - expected) <= 1e-9 * max(1, abs(expected)))
    }

    /// The median best of 20 seeds after 100 trials is no worse than Optuna's. A debug build takes too long
    /// for all.
    @Test(arguments: TestFunction.allCases)
    func isNoWorseThanOptuna(function: TestFunction) throws {
        #if DEBUG
            guard function == .branin else { return }
        #endif
        let found = try (0..<20).map { try Self.best(function, "{tpe: 100}", seed: $0) }
        let reference = try Self.reference(function)
        #expect(Self.median(found) <= reference.tpe.median)
    }

    /// Categories and conditions: the good branch is found and used.
    @Test func prefersTheBetterBranch() throws {
        let sequence = try Sweeps.sequence(
            """
            parameters:
              kind: [a, b, c]
              x: {uniform: [-1, 1], when: {kind: a}}
              y: {uniform: [-1, 1], when: {kind: [b, c]}}
              n: {int_uniform: [0, 20]}
            sampler: {tpe: {trials: 60, generation: 5}}
            """)
        let outcomes = try Sweeps.run(sequence) { trial in
            let place = trial.number("x") ?? (trial.number("y") ?? 0) + 3
            let distance = abs((trial.number("n") ?? 0) - 7) / 10
            return place * place + distance
        }
        let last = outcomes.suffix(20).map(\.point)
        #expect(last.count { $0.text("kind") == "a" } >= 14)
        #expect((outcomes.compactMap(\.objective).min() ?? 1) < 0.15)
    }

    /// Members of one generation differ although they come from the same outcomes.
    @Test func aGenerationIsSpreadOut() throws {
        let sequence = try Sweeps.sequence(
            "parameters: {x: {uniform: [0, 1]}}\nsampler: {tpe: {trials: 26, generation: 16}}")
        let outcomes = try Sweeps.run(sequence) { $0.number("x") }
        let generation = outcomes.suffix(16).compactMap { $0.point.number("x") }
        #expect(Set(generation).count == 16)
    }
}
