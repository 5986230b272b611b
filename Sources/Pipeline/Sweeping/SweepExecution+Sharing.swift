import Foundation
import Machine
import Runs

/// What several processes on one sweep have to do with each other.
extension SweepExecution {
    /// Waits a moment for trials that other processes work on; says which processes when it takes longer.
    ///
    /// - Parameter claimed: the names of the claims on them
    func wait(for open: [ResolvedTrial], _ claimed: [String], since begin: inout Double?) {
        let waited = begin.map { monotonicSeconds() - $0 } ?? 0
        // Each look costs the file server a little.
        usleep(waited < 2 ? 100_000 : 500_000)
        let now = monotonicSeconds()
        guard let start = begin else {
            begin = now
            return
        }
        guard now - start >= Self.secondsToTell else { return }
        // Told again after a minute.
        begin = now + 60 - Self.secondsToTell
        let owners = claims.owners(of: claimed)
        var counts: [String: (name: String, trials: Int)] = [:]
        for owner in owners.values { counts[owner.id, default: (owner.name, 0)].trials += 1 }
        for (_, owner) in counts.sorted(by: { $0.key < $1.key }) {
            let what =
                claimed.count == open.count ? NumberText.count(owner.trials, "trial") : "a cohort of trials"
            tell?("waiting for \(what) of \(owner.name)")
        }
    }

    /// How long to wait in silence.
    private static let secondsToTell = 2.0

    /// Trials grouped by what can share a stack.
    ///
    /// - Parameter isShared: whether other processes take some of them
    func stacks(_ trials: [ResolvedTrial], isShared: Bool) -> [[ResolvedTrial]] {
        let living = isShared ? SweepWorker.living(in: directory) : []
        let workers = max(living.count, isShared ? Self.expectedWorkers : 1, 1)
        let stacks = SweepJob.groups(
            trials, jobs: options.jobs, memory: options.memory, workers: workers,
            measured: workers > 1 ? meanSeconds(state) : nil)
        // Each process begins at another place, so that they seldom want the same.
        let place = living.firstIndex(of: worker.id) ?? 0
        let start = place * stacks.count / workers
        return Array(stacks[start...] + stacks[..<start])
    }

    /// Seconds of this process's last trials; of everybody's where it has none yet.
    private func meanSeconds(_ state: SweepState) -> Double? {
        let all = state.ordered.filter { $0.sameAs == nil && $0.seconds > 0 }
        let own = all.filter { $0.worker == worker.id }
        let last = (own.isEmpty ? all : own).suffix(50).map(\.seconds)
        return last.isEmpty ? nil : last.reduce(0, +) / Double(last.count)
    }

    /// How many tasks the cluster starts with this one.
    private static let expectedWorkers: Int = {
        let environment = ProcessInfo.processInfo.environment
        return environment["SLURM_ARRAY_TASK_COUNT"].flatMap { Int($0) }.map { min(max($0, 1), 10_000) } ?? 1
    }()

    /// Lets go of trials that have no record.
    func release(_ trials: [ResolvedTrial]) {
        let state = state
        claims.release(trials.filter { state.records[$0.number] == nil }.map(\.claim))
    }

    /// The claim on a cohort, which is trained by one process.
    static func cohortClaim(_ cohort: [ResolvedTrial]) -> String? {
        cohort.first.map { "cohort-" + $0.claim }
    }
}
