import Spec
import Sweep

/// Sweeps written as the section `sweep:` alone.
enum Sweeps {
    struct Failure: Error, CustomStringConvertible { var description: String }

    static func section(_ text: String) -> (SweepSection, String) {
        let loaded = SpecReader.load(.text(text, name: "sweep.yaml"), as: SweepSection.self)
        var diagnostics = loaded.diagnostics
        let section = loaded.value ?? SweepSection()
        if !diagnostics.hasErrors { _ = SweepSearch(section: section, diagnostics: &diagnostics) }
        return (section, DiagnosticText(sources: loaded.sources).render(diagnostics))
    }

    static func search(_ text: String) throws -> SweepSearch {
        let loaded = SpecReader.load(.text(text, name: "sweep.yaml"), as: SweepSection.self)
        var diagnostics = loaded.diagnostics
        guard let section = loaded.value, !diagnostics.hasErrors,
            let search = SweepSearch(section: section, diagnostics: &diagnostics)
        else { throw Failure(description: DiagnosticText(sources: loaded.sources).render(diagnostics)) }
        return search
    }

    static func sequence(_ text: String, seed: UInt64 = 1) throws -> TrialSequence {
        try TrialSequence(try search(text), objective: Objective(.minimize, "loss"), seed: seed)
    }

    /// The trials of a sweep that is one generation.
    static func trials(_ text: String, seed: UInt64 = 1) throws -> [TrialPoint] {
        let sequence = try sequence(text, seed: seed)
        guard let generation = sequence.generation(from: 0) else { return [] }
        return try sequence.trials(of: generation, after: []).trials
    }
}

extension TrialPoint {
    /// `a=1 b=x`
    var text: String {
        assignments.map { assignment in
            let value = assignment.value.canonicalJSON
            return assignment.path + "=" + value.trimmingPrefix("\"").replacing(/"$/, with: "")
        }.joined(separator: " ")
    }
}

extension Sweeps {
    /// The range of the next generation and its trials.
    static func next(
        _ sequence: TrialSequence, from number: Int, after outcomes: [TrialOutcome]
    ) throws -> [TrialPoint] {
        guard let generation = sequence.generation(from: number) else { return [] }
        return try sequence.trials(of: generation, after: outcomes).trials
    }

    /// Runs a whole sweep on a formula; nil makes the trial fail.
    static func run(
        _ sequence: TrialSequence, _ objective: (TrialPoint) -> Double?
    ) throws -> [TrialOutcome] {
        var outcomes: [TrialOutcome] = []
        var number = 0
        while let generation = sequence.generation(from: number) {
            for trial in try sequence.trials(of: generation, after: outcomes).trials {
                let value = objective(trial)
                outcomes.append(
                    TrialOutcome(point: trial, status: value == nil ? .failed : .completed, objective: value))
            }
            number = generation.upperBound
        }
        return outcomes
    }
}

extension TrialPoint {
    /// The number a trial gives a key.
    func number(_ path: String) -> Double? {
        assignments.first { $0.path == path }.flatMap { SweptValue.number($0.value.content) }
    }

    func text(_ path: String) -> String? {
        assignments.first { $0.path == path }.flatMap { SweptValue.componentName(of: $0.value.content) }
    }
}
