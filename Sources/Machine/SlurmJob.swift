import Foundation

/// The job of Slurm in which the process runs, as the variables say that Slurm sets for it.
package struct SlurmJob: Sendable, Equatable {
    /// `123`, or `123_4` of an array.
    package var id: String
    /// The number Slurm's own commands know it by.
    package var number: String
    /// Processors of the task; nil where nothing was asked for.
    package var processors: Int?
    /// Bytes the job may have on this node; nil for all of it.
    package var memory: Int?
    /// Seconds since 1970 at which the job will be ended; nil where Slurm does not say (it does since 23.02).
    package var end: Double?

    /// That of this process; nil outside of one.
    package static let current = SlurmJob(ProcessInfo.processInfo.environment)

    package init?(_ environment: [String: String]) {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
        guard let job = environment["SLURM_JOB_ID"], !job.isEmpty else { return nil }
        self.number = job
        if let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"] {
            id = "\(array)_\(task)"
        } else {
            id = job
        }
        processors = number("SLURM_CPUS_PER_TASK") ?? Self.share(environment)
        let perProcessor = number("SLURM_MEM_PER_CPU").flatMap { size in
            number("SLURM_CPUS_ON_NODE").flatMap { Self.product(size, $0) }
        }
        memory = (number("SLURM_MEM_PER_NODE") ?? perProcessor).flatMap { size in
            size > 0 ? Self.product(size, 1 << 20) : nil
        }
        end = environment["SLURM_JOB_END_TIME"].flatMap { Double($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    /// What a task has of the processors of its node, where nobody asked for a number per task.
    private static func share(_ environment: [String: String]) -> Int? {
        guard let all = environment["SLURM_CPUS_ON_NODE"].flatMap({ Int($0) }), all > 0 else { return nil }
        // Such as "2(x3),1": the number of tasks on the first nodes. Outside of a step there is one process.
        let tasks = environment["SLURM_STEP_TASKS_PER_NODE"].flatMap { Int($0.prefix { $0.isNumber }) } ?? 1
        return max(1, all / max(1, tasks))
    }

    private static func product(_ first: Int, _ second: Int) -> Int? {
        let (product, overflow) = first.multipliedReportingOverflow(by: second)
        return overflow ? nil : product
    }
}
