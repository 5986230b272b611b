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
    /// The best point by its mean in a sweep with repeats, else the best trial.
    package var best: Best?
    /// The best single trial in a sweep with repeats; nil without repeats.
    package var bestTrial: Best?
    /// Mean and spread over the repeats of each point, best first; empty without repeats. Points some of whose repeats
    /// did not finish come last.
    package var points: [Point]
    /// How much of the objective's variation each parameter explains, largest first; empty when it cannot be said.
    package var importance: [Importance]
    /// How many completed points the importance rests on; nil where it is not known.
    package var importancePoints: Int?
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
        /// For a point, its first finished repeat.
        package var trial: Int
        /// For a point, the mean over its finished repeats.
        package var value: Double
        package var parameters: [String: JSONValue]
        /// The trial's run directory, relative to the sweep's.
        package var directory: String
        /// Only in a sweep with repeats.
        package var point: Int?
        package var deviation: Double?
        /// Finished repeats of the point, and how many there should be.
        package var count: Int?
        package var repeats: Int?

        package init(_ record: TrialRecord, value: Double) {
            trial = record.number
            self.value = value
            parameters = record.parameters
            directory = SweepFile.trials + "/" + record.folderName
        }

        /// - Parameter record: the point's first finished repeat
        init(_ point: SweepSummary.Point, _ record: TrialRecord, repeats: Int) {
            self.init(record, value: point.mean)
            self.point = point.point
            deviation = point.deviation
            count = point.count
            self.repeats = repeats
        }

        /// What it is called in a line of text: `#12`, or `point 4, 5 seeds`.
        package var label: String {
            guard let point, let count, let repeats else { return "#\(trial)" }
            return "point \(point), " + (count == repeats ? "\(count) seeds" : "\(count) of \(repeats) seeds")
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

        package init(
            point: Int, parameters: [String: JSONValue], count: Int, mean: Double, deviation: Double?,
            minimum: Double, maximum: Double
        ) {
            self.point = point
            self.parameters = parameters
            self.count = count
            self.mean = mean
            self.deviation = deviation
            self.minimum = minimum
            self.maximum = maximum
        }
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
        case bestTrial = "best_trial"
        case importancePoints = "importance_points"
        case droppedCombinations = "dropped_combinations"
    }

    package init(
        opening: SweepOpening, state: SweepState, status: String, total: Int?, dropped: Int,
        importance: [Importance], importancePoints: Int?
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
        points = state.pointRanking
        let trial = state.best(1).first.flatMap { record in record.objective.map { Best(record, value: $0) } }
        bestTrial = opening.repeats > 1 ? trial : nil
        best = opening.repeats > 1 ? Self.best(of: points, state, opening) : trial
        self.importance = importance
        self.importancePoints = importancePoints
        slices = Self.slices(state, opening)
        droppedCombinations = dropped
        seconds = state.seconds
    }

    private static func best(of points: [Point], _ state: SweepState, _ opening: SweepOpening) -> Best? {
        guard let point = points.first else { return nil }
        let repeats = (0..<opening.repeats).compactMap { state.records[point.point * opening.repeats + $0] }
        return repeats.first { $0.state.isFinished && $0.objective != nil }.map {
            Best(point, $0, repeats: opening.repeats)
        }
    }

    /// Why the importance should not be relied on; nil where there is nothing against it.
    package var importanceCaveat: String? {
        guard let points = importancePoints, !importance.isEmpty else { return nil }
        let few = Self.fewestPointsOfParameter * importance.count
        let isFew = points < few
        let leftOut = counts.pruned + counts.diverged + counts.failed
        guard isFew || leftOut > counts.finished else { return nil }
        var reasons: [String] = []
        if isFew {
            reasons.append("few for \(importance.count) parameter\(importance.count == 1 ? "" : "s")")
        }
        if leftOut > 0 { reasons.append("\(leftOut) pruned or failed trials take no part") }
        let what = points == 1 ? "1 completed point" : "\(points) completed points"
        return "rests on \(what) only: " + reasons.joined(separator: ", ")
    }

    /// Completed points for each parameter below which importance is a guess.
    private static let fewestPointsOfParameter = 5

    private static func slices(_ state: SweepState, _ opening: SweepOpening) -> [Slice] {
        let finished = state.ordered.filter { $0.state.isFinished && $0.objective != nil }
        return opening.parameters.map { parameter in
            var slice = Slice(parameter: parameter, trials: [], values: [], objective: [])
            for record in finished {
                guard let value = record.parameters[parameter], let objective = record.objective else {
                    continue
                }
                slice.trials.append(record.number)
                slice.values.append(value)
                slice.objective.append(objective)
            }
            return slice
        }
    }
}
