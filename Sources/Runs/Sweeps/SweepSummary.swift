/// `summary.json`: what a sweep has found so far.
package struct SweepSummary: Codable, Equatable, Sendable {
    package var format = 1
    package var id: String
    package var name: String
    /// `running`, `completed`, or `interrupted` when trials are missing and nobody works on them.
    package var status: String
    package var objective: String
    package var direction: String
    package var sampler: String
    package var pruner: String?
    package var parameters: [String]
    package var counts: Counts
    package var best: Best?
    /// Mean and spread over the repeats of each point, best first; empty without repeats.
    package var points: [Point]
    /// How much of the objective's variation each parameter explains, largest first; empty when it cannot be said.
    package var importance: [Importance]
    /// For each parameter, value against objective of the finished trials.
    package var slices: [Slice]
    /// Combinations left out because of the constraints.
    package var droppedCombinations: Int
    package var seconds: Double

    package struct Counts: Codable, Equatable, Sendable {
        /// Nil when it is not known beforehand.
        package var total: Int?
        package var completed = 0
        package var stopped = 0
        package var pruned = 0
        package var diverged = 0
        package var failed = 0

        package init(_ counts: [TrialEnd: Int], total: Int?) {
            self.total = total
            completed = counts[.completed] ?? 0
            stopped = counts[.stopped] ?? 0
            pruned = counts[.pruned] ?? 0
            diverged = counts[.diverged] ?? 0
            failed = counts[.failed] ?? 0
        }

        package var ended: Int { completed + stopped + pruned + diverged + failed }
        /// Trials with a result.
        package var finished: Int { completed + stopped }
    }

    package struct Best: Codable, Equatable, Sendable {
        package var trial: Int
        package var value: Double
        package var parameters: [String: JSONValue]
        /// The trial's run directory, relative to the sweep's.
        package var directory: String

        package init(_ record: TrialRecord, value: Double) {
            trial = record.number
            self.value = value
            parameters = record.parameters
            directory = SweepFile.trials + "/" + record.folderName
        }
    }

    package struct Point: Codable, Equatable, Sendable {
        package var point: Int
        package var parameters: [String: JSONValue]
        /// Finished repeats.
        package var count: Int
        package var mean: Double
        /// Sample standard deviation; nil with one repeat.
        package var deviation: Double?
        package var minimum: Double
        package var maximum: Double
    }

    package struct Importance: Codable, Equatable, Sendable {
        package var parameter: String
        package var share: Double

        package init(parameter: String, share: Double) {
            self.parameter = parameter
            self.share = share
        }
    }

    package struct Slice: Codable, Equatable, Sendable {
        package var parameter: String
        package var trials: [Int]
        package var values: [JSONValue]
        package var objective: [Double]

        package init(parameter: String, trials: [Int], values: [JSONValue], objective: [Double]) {
            self.parameter = parameter
            self.trials = trials
            self.values = values
            self.objective = objective
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, id, name, status, objective, direction, sampler, pruner, parameters, counts, best, points
        case importance, slices, seconds
        case droppedCombinations = "dropped_combinations"
    }

    package init(
        opening: SweepOpening, state: SweepState, status: String, total: Int?, dropped: Int,
        importance: [Importance], seconds: Double
    ) {
        id = opening.id
        name = opening.name
        self.status = status
        objective = opening.objective
        direction = opening.direction
        sampler = opening.sampler
        pruner = opening.pruner
        parameters = opening.parameters
        counts = Counts(state.counts, total: total)
        best = state.best(1).first.flatMap { record in record.value.map { Best(record, value: $0) } }
        points = Self.points(state, opening)
        self.importance = importance
        slices = Self.slices(state, opening)
        droppedCombinations = dropped
        self.seconds = seconds
    }

    private static func points(_ state: SweepState, _ opening: SweepOpening) -> [Point] {
        let finished = state.ordered.filter { $0.state.isFinished && $0.value != nil }
        guard finished.contains(where: { $0.repetition > 0 }) else { return [] }
        var groups: [Int: [TrialRecord]] = [:]
        for record in finished { groups[record.point, default: []].append(record) }
        let points = groups.values.map { records in
            let values = records.compactMap(\.value)
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return Point(
                point: records[0].point, parameters: records[0].parameters, count: values.count, mean: mean,
                deviation: values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil,
                minimum: values.min() ?? mean, maximum: values.max() ?? mean)
        }
        return points.sorted { first, second in
            if opening.isBetter(first.mean, than: second.mean) { return true }
            if opening.isBetter(second.mean, than: first.mean) { return false }
            return first.point < second.point
        }
    }

    private static func slices(_ state: SweepState, _ opening: SweepOpening) -> [Slice] {
        let finished = state.ordered.filter { $0.state.isFinished && $0.value != nil }
        return opening.parameters.map { parameter in
            var slice = Slice(parameter: parameter, trials: [], values: [], objective: [])
            for record in finished {
                guard let value = record.parameters[parameter], let objective = record.value else { continue }
                slice.trials.append(record.number)
                slice.values.append(value)
                slice.objective.append(objective)
            }
            return slice
        }
    }
}
