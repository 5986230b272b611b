import Foundation

/// `run.json`: what a run is, where it came from, and how it ended.
package struct RunManifest: Codable, Equatable, Sendable {
    /// Version of this layout.
    package var format = 1
    package var id: String
    package var name: String
    package var description: String?
    package var status: RunState = .running
    /// Why it is in this state, for people.
    package var reason: String?
    package var created: RunTime
    package var ended: RunTime?
    /// Seconds of work, all attempts together, without the pauses between them.
    package var seconds: Double = 0
    package var seed: UInt64
    /// The specification as it was named on the command line.
    package var specification: String
    /// The folder relative paths of the specification start from; kept so that a moved run can be resumed.
    package var specificationFolder: String
    package var overrides: [String]
    package var commandLine: [String]
    package var versions: [String: String]
    package var machine: MachineDescription?
    package var git: GitState?
    package var data: [DataFile] = []
    /// Key of the prepared data in the cache: two runs with the same key trained on the same numbers.
    package var dataKey: String?
    package var threads: Int?
    package var elementType: String?
    package var parameters: Int?
    package var epochs: Int?
    package var steps: Int?
    package var peakMemoryBytes: Int?
    /// The process that works or worked on it.
    package var process: ProcessIdentity
    /// Earlier and present attempts, oldest first; more than one when the run was resumed.
    package var attempts: [Attempt] = []

    /// Whether a solver computed the model, without steps.
    package var isSolved: Bool { status == .completed && steps == 0 }

    /// The state of the repository the specification stands in.
    package struct GitState: Codable, Equatable, Sendable {
        package var commit: String
        package var branch: String?
        package var dirty: Bool

        package init(commit: String, branch: String?, dirty: Bool) {
            self.commit = commit
            self.branch = branch
            self.dirty = dirty
        }
    }

    /// One data file that was read, by content.
    package struct DataFile: Codable, Equatable, Sendable {
        package var path: String
        package var sha256: String
        package var bytes: Int?

        package init(path: String, sha256: String, bytes: Int?) {
            self.path = path
            self.sha256 = sha256
            self.bytes = bytes
        }
    }

    /// One process's share of the run.
    package struct Attempt: Codable, Equatable, Sendable {
        package var started: RunTime
        package var ended: RunTime?
        package var status: RunState
        package var commandLine: [String]

        private enum CodingKeys: String, CodingKey {
            case started, ended, status
            case commandLine = "command_line"
        }

        package init(started: RunTime, ended: RunTime?, status: RunState, commandLine: [String]) {
            self.started = started
            self.ended = ended
            self.status = status
            self.commandLine = commandLine
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, id, name, description, status, reason, created, ended, seconds, seed, specification,
            overrides
        case versions, machine, git, data, threads, parameters, epochs, steps, process, attempts
        case specificationFolder = "specification_folder"
        case commandLine = "command_line"
        case dataKey = "data_key"
        case elementType = "element_type"
        case peakMemoryBytes = "peak_memory_bytes"
    }

    package init(
        id: String, name: String, description: String?, created: RunTime, seed: UInt64, specification: String,
        specificationFolder: String, overrides: [String], commandLine: [String], versions: [String: String],
        process: ProcessIdentity
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.created = created
        self.seed = seed
        self.specification = specification
        self.specificationFolder = specificationFolder
        self.overrides = overrides
        self.commandLine = commandLine
        self.versions = versions
        self.process = process
        attempts = [Attempt(started: created, ended: nil, status: .running, commandLine: commandLine)]
    }
}

extension RunManifest {
    /// Applies an event at a moment: changes status, reason and times, or says why not.
    package mutating func apply(_ event: RunEvent, at time: RunTime) -> RunAction {
        let action = status.action(for: event)
        guard case .become(let state, let reason) = action else { return action }
        status = state
        self.reason = state == .running ? nil : reason
        if state == .running {
            ended = nil
        } else {
            close(at: time, as: state)
        }
        return action
    }

    /// Starts another attempt, after `apply(.resume…)` said yes.
    package mutating func beginAttempt(at time: RunTime, commandLine: [String], process: ProcessIdentity) {
        self.process = process
        attempts.append(Attempt(started: time, ended: nil, status: .running, commandLine: commandLine))
    }

    private mutating func close(at time: RunTime, as state: RunState) {
        ended = time
        guard let last = attempts.indices.last, attempts[last].ended == nil else { return }
        attempts[last].ended = time
        attempts[last].status = state
        seconds += max(0, time.seconds(since: attempts[last].started))
    }
}
