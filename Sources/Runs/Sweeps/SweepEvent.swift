/// What happens to a sweep: each is one line of `ledger.jsonl`.
package enum SweepEvent: Codable, Equatable, Sendable {
    /// The first line.
    case sweep(SweepOpening)
    /// More points were asked for than the specification says.
    case more(trials: Int, time: RunTime)
    /// Failed trials are tried again: their earlier records no longer count.
    case retry(trials: [Int], time: RunTime)
    /// Folders of trials are gone: their records no longer count.
    case lost(trials: [Int], time: RunTime)
    /// A process takes trials; the first claim of a process that is still there counts.
    case claim(worker: String, trials: [Int], time: RunTime)
    case trial(TrialRecord)

    private enum CodingKeys: String, CodingKey {
        case event, opening, trials, time, worker, record
    }

    private enum Kind: String, Codable {
        case sweep, more, retry, lost, claim, trial
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .event) {
        case .sweep:
            self = .sweep(try container.decode(SweepOpening.self, forKey: .opening))
        case .more:
            self = .more(
                trials: try container.decode(Int.self, forKey: .trials),
                time: try container.decode(RunTime.self, forKey: .time))
        case .retry:
            self = .retry(
                trials: try container.decode([Int].self, forKey: .trials),
                time: try container.decode(RunTime.self, forKey: .time))
        case .lost:
            self = .lost(
                trials: try container.decode([Int].self, forKey: .trials),
                time: try container.decode(RunTime.self, forKey: .time))
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
        case .more(let trials, let time):
            try container.encode(Kind.more, forKey: .event)
            try container.encode(trials, forKey: .trials)
            try container.encode(time, forKey: .time)
        case .retry(let trials, let time):
            try container.encode(Kind.retry, forKey: .event)
            try container.encode(trials, forKey: .trials)
            try container.encode(time, forKey: .time)
        case .lost(let trials, let time):
            try container.encode(Kind.lost, forKey: .event)
            try container.encode(trials, forKey: .trials)
            try container.encode(time, forKey: .time)
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
