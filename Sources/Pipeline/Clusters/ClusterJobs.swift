import Foundation
import Runs

/// The jobs that were submitted for a sweep: `slurm.jsonl` in its folder, one line each.
package enum ClusterJobs {
    static let file = "slurm.jsonl"

    struct Job: Codable, Equatable {
        var job: String
        var workers: Int
        var time: RunTime
        var script: String
    }

    static func note(_ job: Job, in folder: String) throws {
        let path = folder + "/" + file
        let line = try RunJSON.encodeLine(job) + "\n"
        let before = FileManager.default.contents(atPath: path) ?? Data()
        try AtomicFile().write(before + Data(line.utf8), to: path)
    }

    static func all(in folder: String) -> [Job] {
        guard let data = FileManager.default.contents(atPath: folder + "/" + file) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(Job.self, from: Data($0))
        }
    }

    /// A task of a job as the queue has it.
    package struct Task: Encodable, Equatable {
        /// `123_4`.
        var job: String
        /// Slurm's word: `RUNNING`, `PENDING` …
        var state: String
        var node: String
        var reason: String

        package init(job: String, state: String, node: String, reason: String) {
            self.job = job
            self.state = state
            self.node = node
            self.reason = reason
        }
    }

    /// What the queue says about the jobs; empty for those it does not know any more.
    ///
    /// - Errors: `CommandFailure` where the queue cannot be asked
    static func tasks(of jobs: [Job]) throws -> [Task] {
        guard !jobs.isEmpty else { return [] }
        let text: String
        do {
            text = try SlurmCommand.output([
                "squeue", "-h", "-r", "-j", jobs.map(\.job).joined(separator: ","), "-o", "%i|%T|%N|%r",
            ])
        } catch let failure as CommandFailure where failure.message.contains("Invalid job id") {
            // All of them ended long ago.
            return []
        }
        return tasks(in: text)
    }

    package static func tasks(in text: String) -> [Task] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4 else { return nil }
            let words = fields.map { $0.trimmingCharacters(in: .whitespaces) }
            return Task(
                job: words[0], state: words[1], node: words[2], reason: words[3] == "None" ? "" : words[3])
        }
    }
}
