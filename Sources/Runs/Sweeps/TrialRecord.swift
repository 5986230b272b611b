/// How a trial of a sweep ended.
package enum TrialEnd: String, Codable, Sendable, CaseIterable {
    /// Trained for its whole budget.
    case completed
    /// Its own early stopping ended it.
    case stopped
    /// The sweep's pruner gave it up.
    case pruned
    /// A loss or gradient was not finite.
    case diverged
    /// It could not be trained: a wrong specification, data that do not fit, too little memory.
    case failed

    /// Whether there is a result to compare.
    package var isFinished: Bool { self == .completed || self == .stopped }
}

/// What one trial gave: a line of the ledger.
package struct TrialRecord: Codable, Equatable, Sendable {
    /// Counted from 0, in the order in which the sampler proposed them.
    package var number: Int
    /// The hash of the trial's resolved specification: trials with the same hash are the same.
    package var hash: String
    package var state: TrialEnd
    /// Why, for people; nil for a trial that used its budget.
    package var reason: String?
    /// Counted from 1; more when a failed trial was tried again.
    package var attempt: Int
    /// By their paths in the specification.
    package var parameters: [String: JSONValue]
    /// The point of the search space, and which of its repeats; the trials of a point differ in the seed only.
    package var point: Int
    package var repetition: Int
    package var seed: Int
    /// What is compared; nil when there is none or it is not a number.
    package var objective: Double?
    /// `<split>_<metric>`; nil stands for not a number.
    package var metrics: [String: Double?]
    /// What the pruner saw.
    package var reports: [Report]
    package var epochs: Int
    package var steps: Int
    package var bestEpoch: Int?
    /// The earlier trial with the same specification whose result this is.
    package var sameAs: Int?
    package var seconds: Double
    package var ended: RunTime
    package var worker: String
    /// How many earlier records of the trial were cancelled; nil for none.
    package var round: Int?

    /// The compared value after an epoch.
    package struct Report: Codable, Equatable, Sendable {
        package var epoch: Int
        package var value: Double?

        package init(epoch: Int, value: Double?) {
            self.epoch = epoch
            self.value = value
        }
    }

    package init(
        number: Int, hash: String, state: TrialEnd, reason: String?, attempt: Int,
        parameters: [String: JSONValue], point: Int, repetition: Int, seed: Int, ended: RunTime,
        worker: String
    ) {
        self.number = number
        self.hash = hash
        self.state = state
        self.reason = reason
        self.attempt = attempt
        self.parameters = parameters
        self.point = point
        self.repetition = repetition
        self.seed = seed
        self.ended = ended
        self.worker = worker
        metrics = [:]
        reports = []
        epochs = 0
        steps = 0
        seconds = 0
    }

    private enum CodingKeys: String, CodingKey {
        case number, hash, state, reason, attempt, parameters, point, repetition, seed, metrics,
            reports
        case epochs, steps, seconds, ended, worker, round
        case objective = "value"
        case bestEpoch = "best_epoch"
        case sameAs = "same_as"
    }
}

extension TrialRecord {
    /// The name of its folder below `trials`.
    package var folderName: String { SweepFile.trialFolder(number: sameAs ?? number, hash: hash) }
    /// The name of the claim on it.
    package var claim: String { SweepFile.trialFolder(number: number, hash: hash) }
}

extension TrialRecord {
    /// Whether another record says the same about the trial; when, where and how fast it was trained may differ.
    package func agrees(with other: TrialRecord) -> Bool {
        var theirs = other
        theirs.seconds = seconds
        theirs.ended = ended
        theirs.worker = worker
        theirs.attempt = attempt
        if state == .failed { theirs.reason = reason }
        return self == theirs
    }
}
