import Machine
import Spec
import Sweep

/// What a sweep would take: its trials, how they are stacked, about how long and how much memory.
package struct SweepPlan: Encodable, Sendable {
    package var parameters: [String]
    package var sampler: String
    package var pruner: String?
    package var objective: String
    package var trials: Int
    /// Combinations that constraints forbid, as far as they are known beforehand.
    package var droppedCombinations: Int
    package var repeats: Int
    /// Stacks that the trials of the first generation make, on this many jobs.
    package var stacks: Int
    package var jobs: Int
    /// Different specifications among the trials looked at that cannot share a stack.
    package var shapes: Int
    /// For all trials, without what pruning saves; nil where the length of the training is not known.
    package var estimatedSeconds: Double?
    package var memoryBytes: Int?
    /// Whether stacks, time and memory are worked out from the first trials only.
    package var isExtrapolated: Bool

    private enum CodingKeys: String, CodingKey {
        case parameters, sampler, pruner, objective, trials, repeats, stacks, jobs, shapes
        case droppedCombinations = "dropped_combinations"
        case estimatedSeconds = "estimated_seconds"
        case memoryBytes = "memory_bytes"
        case isExtrapolated = "extrapolated"
    }

    /// Trials that are looked at.
    private static let looked = 512

    init(_ definition: SweepDefinition, jobs: Int, memory: Int) throws {
        let sequence = try definition.sequence(more: 0)
        parameters = definition.parameterNames
        sampler = definition.search.listed.isEmpty ? type(of: definition.search.sampler).name : "trials"
        pruner = !definition.prunes ? nil : type(of: definition.search.pruner).name
        objective = "\(definition.objective.direction.rawValue) \(definition.objective.metric)"
        trials = sequence.trialCount
        repeats = definition.search.repeats
        self.jobs = jobs
        let batch = try sequence.generation(from: 0).map { try sequence.trials(of: $0, after: []) }
        droppedCombinations = batch?.droppedCount ?? 0
        let resolver = TrialResolver(definition)
        let known = (batch?.trials ?? []).prefix(Self.looked).compactMap { try? resolver.resolve($0) }
        let groups = SweepJob.groups(known, jobs: jobs, memory: memory)
        shapes = Set(known.map { $0.stackKey ?? $0.hash }).count
        let scale = known.isEmpty ? 0 : Double(trials) / Double(known.count)
        isExtrapolated = known.count < trials
        stacks = max(Int((Double(groups.count) * scale).rounded()), groups.isEmpty ? 0 : 1)
        let seconds = known.compactMap(\.cost.seconds)
        if seconds.count == known.count, !known.isEmpty {
            estimatedSeconds = seconds.reduce(0, +) * scale / Double(jobs)
        }
        let bytes = groups.map { group in (group.first?.cost.bytes ?? 0) * group.count }.sorted(by: >)
        let data = known.map(\.cost.dataBytes).max() ?? 0
        memoryBytes = known.isEmpty ? nil : bytes.prefix(jobs).reduce(0, +) + data
    }

    /// One line for each fact.
    func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable([.left, .left])
        func row(_ label: String, _ text: String) { table.row([terminal.painted(label, .dim), text]) }
        row("sweep", parameters.joined(separator: ", "))
        var search = [sampler]
        if let pruner { search.append("pruner \(pruner)") }
        search.append(objective)
        row("search", search.joined(separator: ", "))
        var count = NumberText.count(trials, "trial")
        if repeats > 1 { count += ", \(repeats) seeds for each point" }
        if droppedCombinations > 0 {
            count += ", \(NumberText.count(droppedCombinations, "combination")) left out by constraints"
        }
        row("trials", count)
        row(
            "stacks",
            "\(NumberText.count(stacks)) of \(NumberText.count(shapes, "shape")) on \(NumberText.count(jobs, "job"))"
        )
        if let estimatedSeconds { row("time", "about \(NumberText.duration(estimatedSeconds))") }
        if let memoryBytes { row("memory", "about \(NumberText.bytes(memoryBytes))") }
        return table.lines(indent: 2)
    }
}
