import Foundation
import Spec
import Sweep
import Testing

/// What every registered sampler must do.
@Suite struct SamplerConformanceTests {
    static let names = samplerFamily.all.names

    /// How the sampler is written for a sweep of 40 points; one without a number of its own goes through the
    /// space.
    private static func written(_ name: String) -> String {
        let fields = samplerFamily.all[name: name].map { FieldReader.fields(of: $0).map(\.name) } ?? []
        let parts =
            (fields.contains("trials") ? ["trials: 40"] : [])
            + (fields.contains("generation") ? ["generation: 4"] : [])
        return "sampler: {\(name): {\(parts.joined(separator: ", "))}}"
    }

    /// Every kind of domain, conditions, a zip, and a constraint; continuous only for samplers that draw.
    private static func sequence(_ name: String, seed: UInt64 = 1) throws -> TrialSequence {
        let isGrid = name == "grid"
        let step = isGrid ? ", step: 0.25" : ""
        let eps = isGrid ? "logspace: [1.0e-8, 1.0e-4, 2]" : "log_uniform: [1.0e-8, 1.0e-4]"
        let search = try Sweeps.search(
            """
            parameters:
              optimizer: [sgd, {adam: {lr: 0.1}}]
              rate: {uniform: [0, 1]\(step)}
              momentum: {uniform: [0.5, 0.75], when: {optimizer: sgd}\(step)}
              eps: {\(eps), when: optimizer == 'adam'}
              units: {log_int: {bounds: [1, 4], step: 1}}
              left: {range: [0, 3]}
              right: [a, b, c]
              level: {linspace: [0, 1, 2]}
            zip: [left, right]
            constraints: "not (rate > 0.7 and units == 4)"
            \(written(name))
            """)
        return try TrialSequence(search, objective: Objective(.minimize, "loss"), seed: seed)
    }

    /// A formula over the space; every 7th trial fails, every 11th is not a number.
    private static func outcome(_ trial: TrialPoint) -> TrialOutcome {
        if trial.number % 7 == 3 { return TrialOutcome(point: trial, status: .failed, objective: nil) }
        if trial.number % 11 == 5 { return TrialOutcome(point: trial, status: .diverged, objective: .nan) }
        let rate = trial.number("rate") ?? 0
        let extra = trial.number("momentum") ?? (trial.number("eps") ?? 0) * 1e4
        let value = (rate - 0.3) * (rate - 0.3) + extra + (trial.number("left") ?? 0)
        if trial.number % 5 == 4 {
            return TrialOutcome(
                point: trial, status: .pruned, objective: nil,
                reports: [TrialReport(epoch: 1 + trial.number % 3, value: value)])
        }
        return TrialOutcome(point: trial, status: .completed, objective: value)
    }

    private static func run(_ sequence: TrialSequence, reversed: Bool = false) throws -> [TrialOutcome] {
        var outcomes: [TrialOutcome] = []
        var number = 0
        while let generation = sequence.generation(from: number) {
            let known = reversed ? outcomes.reversed() : outcomes
            outcomes += try sequence.trials(of: generation, after: known).trials.map(outcome)
            number = generation.upperBound
        }
        return outcomes
    }

    @Test(arguments: names)
    func pointsLieInTheirDomainsWithTheirTypes(name: String) throws {
        let sequence = try Self.sequence(name)
        let outcomes = try Self.run(sequence)
        #expect(outcomes.count == sequence.trialCount)
        #expect(outcomes.count >= 40)
        for trial in outcomes.map(\.point) {
            for assignment in trial.assignments {
                switch (assignment.path, assignment.value.content) {
                case ("optimizer", .string("sgd")), ("optimizer", .map): break
                case ("rate", .number(let rate)): #expect((0...1).contains(rate))
                case ("momentum", .number(let momentum)): #expect((0.5...0.75).contains(momentum))
                case ("eps", .number(let eps)): #expect((1e-8...1e-4).contains(eps))
                case ("units", .integer(let units)): #expect((1...4).contains(units))
                case ("left", .integer(let left)): #expect(trial.text("right") == ["a", "b", "c"][left])
                case ("right", .string): break
                case ("level", .number(let level)): #expect(level == 0 || level == 1)
                default: Issue.record("\(assignment)")
                }
            }
            #expect(!(trial.number("rate") ?? 0 > 0.7 && trial.number("units") == 4))
        }
    }

    @Test(arguments: names)
    func parametersCountUnderTheirConditionOnly(name: String) throws {
        let trials = try Self.run(try Self.sequence(name)).map(\.point)
        for trial in trials {
            let isAdam = trial.text("optimizer") == "adam"
            #expect((trial.number("eps") != nil) == isAdam, "\(trial.text)")
            #expect((trial.number("momentum") != nil) == !isAdam, "\(trial.text)")
        }
        #expect(Set(trials.map { $0.text("optimizer") }) == ["sgd", "adam"])
    }

    @Test(arguments: names)
    func theSameSeedGivesTheSameTrialsHoweverTheyEnd(name: String) throws {
        let first = try Self.run(try Self.sequence(name))
        // Outcomes handed over in another order, as trials that end at other times would be.
        let second = try Self.run(try Self.sequence(name), reversed: true)
        #expect(first.map(\.point) == second.map(\.point))
        if name != "grid" {
            let other = try Self.run(try Self.sequence(name, seed: 2))
            #expect(first.map(\.point.text) != other.map(\.point.text))
        }
    }

    /// A sweep killed at any generation: the trials read back from their record, the next ones are the same.
    @Test(arguments: names)
    func aRecordedHistoryGivesTheSameContinuation(name: String) throws {
        let whole = try Self.run(try Self.sequence(name))
        let sequence = try Self.sequence(name)
        let recorded = whole.map { outcome in
            TrialOutcome(
                point: sequence.trial(number: outcome.point.number, assignments: outcome.point.assignments),
                status: outcome.status, objective: outcome.objective, reports: outcome.reports)
        }
        var number = 0
        while let generation = sequence.generation(from: number) {
            let again = try sequence.trials(of: generation, after: recorded).trials
            #expect(again == whole.map(\.point).filter { generation.contains($0.number) })
            number = generation.upperBound
        }
    }

    /// More points later keep those before.
    @Test(arguments: names)
    func morePointsKeepTheEarlierOnes(name: String) throws {
        let search = try Self.sequence(name).search
        let objective = Objective(.minimize, "loss")
        let few = try Self.run(try TrialSequence(search, objective: objective, seed: 1))
        let many = try Self.run(try TrialSequence(search, objective: objective, seed: 1, more: 10))
        #expect(many.count == few.count + (name == "grid" ? 0 : 10))
        #expect(many.prefix(few.count).map(\.point) == few.map(\.point))
    }

    @Test(arguments: names)
    func aSweepInWhichEverythingFailsStillEnds(name: String) throws {
        let sequence = try Self.sequence(name)
        let outcomes = try Sweeps.run(sequence) { _ in nil }
        #expect(outcomes.count == sequence.trialCount)
    }
}
