import Spec

/// The trials of a sweep, in order: known points, listed trials, then what the sampler proposes.
///
/// Points come in *generations*: all points of a generation are proposed at once, from the outcomes of all
/// trials before it. So whoever runs a sweep asks for a generation, runs its trials in any order and at any
/// parallelism, and asks for the next one when all of them have ended. Asking again with the same outcomes
/// gives the same trials.
///
///     while let generation = sequence.generation(from: done) {
///         let batch = try sequence.trials(of: generation, after: outcomes)
///         outcomes += run(batch.trials)
///         done = generation.upperBound
///     }
package struct TrialSequence: Sendable {
    package let search: SweepSearch
    package let objective: Objective
    private let seed: UInt64
    /// All points of a sampler without a number of its own.
    private let allPoints: SampledPoints?
    /// How many points there are in all.
    package let pointCount: Int

    /// The trials of one generation.
    package struct Batch: Sendable {
        package let trials: [TrialPoint]
        /// Points left out because a constraint forbids them.
        package let droppedCount: Int
    }

    /// `more` adds points to those of the sampler, where it has no end of its own.
    package init(
        _ search: SweepSearch, objective: Objective, seed: UInt64, more: Int = 0
    ) throws(SamplingError) {
        self.search = search
        self.objective = objective
        self.seed = seed
        if !search.listed.isEmpty {
            allPoints = nil
            pointCount = search.listed.count
        } else if let trials = search.sampler.trials {
            allPoints = nil
            pointCount = max(trials, search.enqueued.count) + more
        } else {
            let points = try search.sampler.points(0..<Int.max, in: search.space, seed: seed, after: [])
            allPoints = points
            pointCount = search.enqueued.count + points.points.count
        }
    }

    /// How many trials there are in all, repeats counted.
    package var trialCount: Int { pointCount * search.repeats }

    /// The trials proposed together, of which `number` is the first one not yet proposed; nil at the end.
    package func generation(from number: Int) -> Range<Int>? {
        let repeats = search.repeats
        let first = number / repeats
        guard first < pointCount else { return nil }
        guard let size = search.sampler.generation, search.listed.isEmpty else {
            return first * repeats..<trialCount
        }
        let startup = min(search.sampler.startup, pointCount)
        guard first >= startup else { return 0..<startup * repeats }
        let start = startup + (first - startup) / size * size
        return start * repeats..<min(start + size, pointCount) * repeats
    }

    /// The trials with these numbers, a generation. `outcomes` are those of all trials before it, in any
    /// order; others are ignored.
    package func trials(of generation: Range<Int>, after outcomes: [TrialOutcome]) throws(SamplingError)
        -> Batch
    {
        let repeats = search.repeats
        let numbers = generation.lowerBound / repeats..<(generation.upperBound + repeats - 1) / repeats
        let earlier = outcomes.filter { $0.point.number < generation.lowerBound }
        let observations = Observation.merged(earlier, objective)
        let (points, droppedCount) = try points(numbers, after: observations)
        let trials = zip(numbers, points).flatMap { number, point in
            (0..<repeats).map { trial(number, repetition: $0, point) }
        }
        return Batch(trials: trials.filter { generation.contains($0.number) }, droppedCount: droppedCount)
    }

    /// A trial read back from a record of its values.
    package func trial(number: Int, assignments: [TrialAssignment]) -> TrialPoint {
        let point = number / search.repeats
        let origin: TrialPoint.Origin =
            !search.listed.isEmpty ? .listed : point < search.enqueued.count ? .enqueued : .sampled
        return TrialPoint(
            number: number, point: point, repetition: number % search.repeats, origin: origin,
            assignments: assignments, coordinates: search.space.point(of: assignments))
    }

    /// The cohorts in which the pruner judges the trials of a generation, in order; `maximum` is the last epoch
    /// of the longest trial.
    package func cohorts(of generation: Range<Int>, maximum: Int) -> [Range<Int>] {
        guard let size = search.pruner.cohort(maximum: maximum) else { return [generation] }
        return stride(from: generation.lowerBound, to: generation.upperBound, by: size).map {
            $0..<min($0 + size, generation.upperBound)
        }
    }

    // MARK: Points

    private struct Proposal {
        var origin: TrialPoint.Origin
        var assignments: [TrialAssignment]
        var coordinates: SpacePoint
    }

    private func trial(_ number: Int, repetition: Int, _ proposal: Proposal) -> TrialPoint {
        TrialPoint(
            number: number * search.repeats + repetition, point: number, repetition: repetition,
            origin: proposal.origin, assignments: proposal.assignments, coordinates: proposal.coordinates)
    }

    private func points(
        _ numbers: Range<Int>, after observations: [Observation]
    ) throws(SamplingError) -> ([Proposal], droppedCount: Int) {
        if !search.listed.isEmpty {
            let listed = numbers.clamped(to: search.listed.indices).map { search.listed[$0].assignments }
            return (listed.map { Proposal(origin: .listed, assignments: $0, coordinates: []) }, 0)
        }
        var proposals: [Proposal] = []
        for number in numbers.clamped(to: search.enqueued.indices) {
            proposals.append(proposal(.enqueued, try enqueuedPoint(number)))
        }
        let first = search.enqueued.count
        let own = max(numbers.lowerBound - first, 0)..<max(numbers.upperBound - first, 0)
        guard !own.isEmpty else { return (proposals, 0) }
        if let allPoints {
            let chosen = own.clamped(to: allPoints.points.indices).map { allPoints.points[$0] }
            return (proposals + chosen.map { proposal(.sampled, $0) }, allPoints.droppedCount)
        }
        let sampled = try search.sampler.points(own, in: search.space, seed: seed, after: observations)
        return (proposals + sampled.points.map { proposal(.sampled, $0) }, sampled.droppedCount)
    }

    private func proposal(_ origin: TrialPoint.Origin, _ point: SpacePoint) -> Proposal {
        Proposal(origin: origin, assignments: search.space.assignments(at: point), coordinates: point)
    }

    /// A known point; what it leaves open is drawn.
    private func enqueuedPoint(_ number: Int) throws(SamplingError) -> SpacePoint {
        let known = search.space.point(of: search.enqueued[number].assignments)
        let random = SamplerRandom(seed: seed)
        for attempt in 0..<RandomSampler.attempts {
            let point = search.space.point { index in
                if let coordinate = known[index] { return coordinate }
                let share = random.uniform(number: number, dimension: index, draw: 1, attempt: attempt)
                return search.space.dimensions[index].quantile(share)
            }
            if search.space.allows(point) { return point }
        }
        throw .constraintsHardlyHold(attempts: RandomSampler.attempts)
    }
}

extension Observation {
    /// The outcomes of repeats of one point as one observation: the mean cost of those that completed; pruned
    /// when none did but one was pruned, at the least epoch and with the mean of the last values; else
    /// failed. Ordered by number.
    static func merged(_ outcomes: [TrialOutcome], _ objective: Objective) -> [Observation] {
        let sorted = outcomes.sorted { $0.point.number < $1.point.number }
        var observations: [Observation] = []
        var index = 0
        while index < sorted.count {
            let number = sorted[index].point.point
            var end = index
            while end < sorted.count, sorted[end].point.point == number { end += 1 }
            observations.append(Observation(of: Array(sorted[index..<end]), objective))
            index = end
        }
        return observations
    }

    private init(of repeats: [TrialOutcome], _ objective: Objective) {
        let point = repeats[0].point
        let completed = repeats.filter { $0.status == .completed }.compactMap(\.objective)
        if !completed.isEmpty {
            let mean = completed.reduce(0, +) / Double(completed.count)
            self.init(
                number: point.point, point: point.coordinates, ending: .completed,
                cost: objective.cost(mean))
            return
        }
        let last = repeats.filter { $0.status == .pruned }.compactMap(\.reports.last)
        guard let epoch = last.map(\.epoch).min() else {
            self.init(
                number: point.point, point: point.coordinates, ending: .failed, cost: .infinity)
            return
        }
        let mean = last.map(\.value).reduce(0, +) / Double(last.count)
        self.init(
            number: point.point, point: point.coordinates, ending: .pruned(epoch: epoch),
            cost: objective.cost(mean))
    }
}
