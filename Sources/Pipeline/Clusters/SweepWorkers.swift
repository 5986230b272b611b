import Foundation
import Machine
import Runs

/// Who works on a sweep: processes with their trials, and what the queue says about submitted jobs.
struct SweepWorkers: Encodable {
    struct Worker: Encodable {
        var id: String
        var host: String
        var pid: Int32?
        var isAlive: Bool
        /// Trials it has brought to an end.
        var trials: Int

        private enum CodingKeys: String, CodingKey {
            case id, host, pid, trials
            case isAlive = "alive"
        }
    }

    var workers: [Worker]
    var jobs: [ClusterJobs.Task]
    /// Why the queue could not be asked.
    var queueFailure: String?

    private enum CodingKeys: String, CodingKey {
        case workers, jobs
        case queueFailure = "queue_failure"
    }

    init(_ directory: SweepDirectory, _ state: SweepState) {
        var counts: [String: Int] = [:]
        for record in state.records.values where record.sameAs == nil {
            counts[record.worker, default: 0] += 1
        }
        var workers: [Worker] = []
        for worker in SweepWorker.all(in: directory) {
            let process = SweepWorker.process(worker.id, in: directory)
            workers.append(
                Worker(
                    id: worker.id, host: process?.host ?? Self.host(of: worker.id), pid: process?.pid,
                    isAlive: worker.isAlive, trials: counts.removeValue(forKey: worker.id) ?? 0))
        }
        for (id, count) in counts {
            workers.append(Worker(id: id, host: Self.host(of: id), pid: nil, isAlive: false, trials: count))
        }
        self.workers = workers.sorted { ($0.isAlive ? 0 : 1, $0.id) < ($1.isAlive ? 0 : 1, $1.id) }
        do {
            jobs = try ClusterJobs.tasks(of: ClusterJobs.all(in: directory.path))
        } catch {
            jobs = []
            queueFailure = CommandFailure(error).message
        }
    }

    /// `node-1-4711-3fa9c1` without process and tag.
    private static func host(of id: String) -> String {
        id.split(separator: "-").dropLast(2).joined(separator: "-")
    }

    /// Workers that are listed one by one.
    private static let shown = 20

    func lines(_ terminal: Terminal) -> [String] {
        guard workers.count > 1 || workers.contains(where: \.isAlive) || !jobs.isEmpty || queueFailure != nil
        else { return [] }
        var lines: [String] = [""]
        if !workers.isEmpty {
            var table = TextTable([.left, .left, .right])
            table.row(["WORKER", "STATE", "TRIALS"].map { terminal.painted($0, .dim) })
            for worker in workers.prefix(Self.shown) {
                let name = worker.pid.map { "\(worker.host), process \($0)" } ?? worker.id
                table.row([
                    name,
                    terminal.painted(worker.isAlive ? "works" : "gone", worker.isAlive ? .accent : .dim),
                    NumberText.count(worker.trials),
                ])
            }
            lines += table.lines()
            if workers.count > Self.shown {
                lines.append("and \(NumberText.count(workers.count - Self.shown, "more worker"))")
            }
        }
        if let queueFailure { lines.append("the queue could not be asked: \(queueFailure)") }
        if !jobs.isEmpty {
            let groups = Dictionary(grouping: jobs) { task in
                task.state.lowercased()
                    + (task.state == "PENDING" && !task.reason.isEmpty ? " (\(task.reason))" : "")
            }
            let words = groups.sorted { $0.key < $1.key }.map {
                "\(NumberText.count($0.value.count)) \($0.key)"
            }
            lines.append("queue: " + words.joined(separator: ", "))
        }
        return lines
    }
}

/// `assay sweep --cancel`: ends the jobs that were submitted for a sweep. What they have reached is kept.
package enum CancelSweep {
    package static func perform(_ name: String?, runsFolder: String, output: CommandOutput) -> CommandStatus {
        output.catching {
            let directory = try SweepDirectory.find(name ?? "latest", in: runsFolder)
            let jobs = ClusterJobs.all(in: directory.path)
            let tasks = try ClusterJobs.tasks(of: jobs)
            let living = jobs.filter { job in
                tasks.contains { $0.job == job.job || $0.job.hasPrefix(job.job + "_") }
            }
            if !living.isEmpty {
                _ = try SlurmCommand.output(["scancel"] + living.map(\.job))
            }
            // Processes that nobody submitted are somebody's terminal.
            let others = SweepWorker.all(in: directory).filter(\.isAlive).count
            if output.isJSON {
                output.results.line(try RunJSON.encodeLine(["canceled": living.map(\.job)]))
            } else if !output.isQuiet {
                output.messages.line(Self.words(directory, living.map(\.job), others))
            }
            return .done
        }
    }

    private static func words(_ directory: SweepDirectory, _ jobs: [String], _ others: Int) -> String {
        guard jobs.isEmpty else {
            return
                "canceled job \(jobs.joined(separator: ", ")); the same command with --slurm continues \(directory.id)"
        }
        return others == 0
            ? "\(directory.id): nothing is queued or running"
            : "\(directory.id): no submitted job is queued or running; "
                + "\(NumberText.count(others, "process")) started by hand must be ended by hand"
    }
}
