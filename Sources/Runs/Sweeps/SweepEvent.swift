/// What happens to a sweep: each is one line of a ledger.
///
/// Nothing depends on the order in which the lines of several workers are read: what cancels records names the rounds
/// it cancels.
package enum SweepEvent: Codable, Equatable, Sendable {
    /// The first line of `ledger.jsonl`.
    case sweep(SweepOpening)
    /// The first line of a worker's own ledger.
    case worker(SweepWorkerOpening)
    /// The worker ended in order: its ledger is complete.
    case left(worker: String, time: RunTime)
    /// More points were asked for than the specification says.
    case more(trials: Int, time: RunTime)
    /// Failed trials are tried again: their records up to a round no longer count.
    case retry(CancelledTrials)
    /// Folders of trials are gone: their records up to a round no longer count.
    case lost(CancelledTrials)
    /// A process took trials, in ledgers of 0.4 and before; today claims are files.
    case claim(worker: String, trials: [Int], time: RunTime)
    case trial(TrialRecord)

    private enum CodingKeys: String, CodingKey {
        case event, opening, trials, time, worker, record
    }

    private enum Kind: String, Codable {
        case sweep, worker, left, more, retry, lost, claim, trial
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .event) {
        case .sweep:
            self = .sweep(try container.decode(SweepOpening.self, forKey: .opening))
        case .worker:
            self = .worker(try container.decode(SweepWorkerOpening.self, forKey: .opening))
        case .left:
            self = .left(
                worker: try container.decode(String.self, forKey: .worker),
                time: try container.decode(RunTime.self, forKey: .time))
        case .more:
            self = .more(
                trials: try container.decode(Int.self, forKey: .trials),
                time: try container.decode(RunTime.self, forKey: .time))
        case .retry:
            self = .retry(try CancelledTrials(from: decoder))
        case .lost:
            self = .lost(try CancelledTrials(from: decoder))
        case .claim:
            self = .claim(
                worker: try container.decode(String.self, forKey: .worker),
                trials: try container.decode([Int].self, forKey: .trials),
                time: try container.decode(RunTime.self, forKey: .time))
        case .trial:
            self = .trial(try container.decode(TrialRecord.self, forKey: .record))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .sweep(let opening):
            try container.encode(Kind.sweep, forKey: .event)
            try container.encode(opening, forKey: .opening)
        case .worker(let opening):
            try container.encode(Kind.worker, forKey: .event)
            try container.encode(opening, forKey: .opening)
        case .left(let worker, let time):
            try container.encode(Kind.left, forKey: .event)
            try container.encode(worker, forKey: .worker)
            try container.encode(time, forKey: .time)
        case .more(let trials, let time):
            try container.encode(Kind.more, forKey: .event)
            try container.encode(trials, forKey: .trials)
            try container.encode(time, forKey: .time)
        case .retry(let cancelled):
            try container.encode(Kind.retry, forKey: .event)
            try cancelled.encode(to: encoder)
        case .lost(let cancelled):
            try container.encode(Kind.lost, forKey: .event)
            try cancelled.encode(to: encoder)
        case .claim(let worker, let trials, let time):
            try container.encode(Kind.claim, forKey: .event)
            try container.encode(worker, forKey: .worker)
            try container.encode(trials, forKey: .trials)
            try container.encode(time, forKey: .time)
        case .trial(let record):
            try container.encode(Kind.trial, forKey: .event)
            try container.encode(record, forKey: .record)
        }
    }
}

/// Trials whose records up to a round no longer count.
///
/// A trial's first record is of round 0, the one after it was cancelled of round 1: so it does not matter whether the
/// cancellation or the new record is read first, nor that two workers cancel the same.
package struct CancelledTrials: Codable, Equatable, Sendable {
    package var trials: [Int]
    /// The last round that is cancelled, of each; nil in ledgers of 0.4, where the order of lines says it.
    package var rounds: [Int]?
    package var time: RunTime

    package init(trials: [Int], rounds: [Int]?, time: RunTime) {
        self.trials = trials
        self.rounds = rounds
        self.time = time
    }
}

/// Who writes a ledger.
package struct SweepWorkerOpening: Codable, Equatable, Sendable {
    package var id: String
    package var process: ProcessIdentity
    /// What the cluster calls it, such as `123_4`; nil outside of one.
    package var job: String?
    package var time: RunTime

    package init(id: String, process: ProcessIdentity, job: String?, time: RunTime) {
        self.id = id
        self.process = process
        self.job = job
        self.time = time
    }
}

/// What a sweep is.
package struct SweepOpening: Codable, Equatable, Sendable {
    /// Version of this layout.
    package var format = 1
    package var id: String
    package var name: String
    /// SHA-256 of the resolved specification with its section `sweep`: the same command finds its sweep by it.
    package var key: String
    package var created: RunTime
    /// The specification as it was named, and the changes from the command line.
    package var specification: String
    package var overrides: [String]
    package var commandLine: [String]
    /// Paths of the parameters in the order they are shown in.
    package var parameters: [String]
    /// What is compared, such as `val_loss`.
    package var objective: String
    /// `minimize` or `maximize`.
    package var direction: String
    package var sampler: String
    package var pruner: String?
    /// Trials asked for; nil when that is not known beforehand.
    package var trials: Int?
    /// Seeds of each point.
    package var repeats: Int

    package init(
        id: String, name: String, key: String, created: RunTime, specification: String, overrides: [String],
        commandLine: [String], parameters: [String], objective: String, direction: String, sampler: String,
        pruner: String?, trials: Int?, repeats: Int
    ) {
        self.id = id
        self.name = name
        self.key = key
        self.created = created
        self.specification = specification
        self.overrides = overrides
        self.commandLine = commandLine
        self.parameters = parameters
        self.objective = objective
        self.direction = direction
        self.sampler = sampler
        self.pruner = pruner
        self.trials = trials
        self.repeats = repeats
    }

    private enum CodingKeys: String, CodingKey {
        case format, id, name, key, created, specification, overrides, parameters, objective, direction
        case sampler, pruner, trials, repeats
        case commandLine = "command_line"
    }

    /// Whether one value is better than another; a missing one is worse than any.
    package func isBetter(_ first: Double?, than second: Double?) -> Bool {
        guard let first, !first.isNaN else { return false }
        guard let second, !second.isNaN else { return true }
        return direction == "maximize" ? first > second : first < second
    }
}
