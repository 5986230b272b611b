import Foundation
import Machine
import Runs
import Sweep
import Synchronization
import Training
import Data

extension SweepExecution {
    /// Runs trials until each of them has a record, whoever wrote it.
    ///
    /// - Parameter isLockstep: whether they are judged together and have to be trained by one process
    func run(_ members: [TrialPoint], isLockstep: Bool) throws {
        var trials: [ResolvedTrial] = []
        var copies: [(trial: ResolvedTrial, original: Int)] = []
        let before = state
        for record in members.compactMap({ before.records[$0.number] }) where record.sameAs == nil {
            firstWithHash[record.hash] = min(firstWithHash[record.hash] ?? record.number, record.number)
        }
        // A cohort is judged by the values of all of it; of other trials those that are done need no second look.
        let open = members.filter { before.records[$0.number] == nil }
        guard !open.isEmpty else { return }
        let tried = isLockstep ? members : open
        for (point, result) in zip(tried, resolved(tried)) {
            do throws(RefusedTrial) {
                let trial = try result.get()
                let first = firstWithHash[trial.hash] ?? trial.number
                firstWithHash[trial.hash] = first
                if first < trial.number {
                    copies.append((trial, first))
                } else {
                    trials.append(trial)
                }
            } catch {
                try refuse(point, error)
            }
        }
        var waitingSince: Double?
        while !isStopping {
            let state = try refresh()
            let open = trials.filter { state.records[$0.number] == nil }
            guard !open.isEmpty else { break }
            let didWork = isLockstep ? try runLockstep(trials, open: open) : try runStacks(open)
            // Somebody else works on the rest.
            if didWork {
                waitingSince = nil
            } else {
                let claimed = isLockstep ? Self.cohortClaim(trials).map { [$0] } ?? [] : open.map(\.claim)
                wait(for: open, claimed, since: &waitingSince)
            }
        }
        for copy in copies where !isStopping { try note(copy.trial, asCopyOf: copy.original) }
    }

    /// Specifications of points, worked out on the sweep's jobs.
    private func resolved(_ points: [TrialPoint]) -> [Result<ResolvedTrial, RefusedTrial>] {
        let results = Mutex([Result<ResolvedTrial, RefusedTrial>?](repeating: nil, count: points.count))
        let resolver = resolver
        concurrentPerform(points.count, workers: options.jobs) { place in
            let result: Result<ResolvedTrial, RefusedTrial>
            do throws(RefusedTrial) {
                result = .success(try resolver.resolve(points[place]))
            } catch {
                result = .failure(error)
            }
            results.withLock { $0[place] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    private func refuse(_ point: TrialPoint, _ refusal: RefusedTrial) throws {
        guard state.records[point.number] == nil else { return }
        var record = TrialRecord(
            number: point.number, hash: refusal.hash, state: .failed, reason: refusal.reason, attempt: 1,
            parameters: point.parameters, point: point.point, repetition: point.repetition,
            seed: Int(clamping: definition.base.spec.seed) + point.repetition, ended: .now(),
            worker: worker.id)
        record.round = round(of: point.number)
        try note([EndedTrial(record: record, files: [])])
    }

    /// The result of an earlier trial with the same specification.
    private func note(_ trial: ResolvedTrial, asCopyOf original: Int) throws {
        let state = state
        guard state.records[trial.number] == nil, let first = state.records[original] else { return }
        var record = record(
            of: trial, Ending(first.state, reason: first.reason), attempt: first.attempt)
        record.reason = first.reason
        record.objective = first.objective
        record.metrics = first.metrics
        record.reports = first.reports
        record.epochs = first.epochs
        record.steps = first.steps
        record.bestEpoch = first.bestEpoch
        record.sameAs = original
        try note([EndedTrial(record: record, files: [])])
    }

    /// Trains stacks, each claimed when its turn comes.
    ///
    /// - Returns: whether there was anything nobody else works on
    private func runStacks(_ open: [ResolvedTrial]) throws -> Bool {
        let claimed = Atomic(false)
        try inParallel(stacks(open, isShared: true)) { [self] stack in
            let mine = try claim(stack)
            guard !mine.isEmpty else { return }
            // What does not get its result is free for others.
            defer { release(mine) }
            claimed.store(true, ordering: .relaxed)
            progress.started(mine.count)
            defer { progress.left(mine.count) }
            try finish([SweepJob(mine, in: self)])
        }
        return claimed.load(ordering: .relaxed)
    }

    /// Trains a cohort rung by rung; all of it is claimed at once. Where all stacks together take more memory than
    /// allowed, only as many as there are jobs are in memory, the others wait in files.
    ///
    /// Trials that had ended before the process was killed take part with the values they had.
    private func runLockstep(_ cohort: [ResolvedTrial], open: [ResolvedTrial]) throws -> Bool {
        guard let name = Self.cohortClaim(cohort), try claims.take([name]).contains(name) else {
            return false
        }
        defer {
            // Others look for the results as soon as the claim is gone.
            try? ledger.sync()
            claims.release([name])
        }
        // Whoever had it before may have ended some of its trials in between.
        let before = try refresh()
        let open = open.filter { before.records[$0.number] == nil }
        progress.started(open.count)
        defer { progress.left(open.count) }
        var runs = stacks(open, isShared: false).map { SweepJob($0, in: self, claim: name) }
        let data = open.map(\.cost.dataBytes).max() ?? 0
        defer { for run in runs { run.abandon() } }
        let isTight = runs.reduce(data) { $0 + $1.bytes } > options.memory
        for epoch in Set(cohort.flatMap { definition.judgements(of: $0.number).map(\.epoch) }).sorted()
        where !isStopping {
            let results = Mutex<[Int: [SweepJob]]>([:])
            try inParallel(Array(runs.enumerated())) { [self] place, run in
                let left = try advance(run, until: epoch)
                // Whatever waits for the others is lost together when the process is killed.
                for run in left { try run.keep(afterShare: 1 / Double(max(runs.count, 1))) }
                if isTight, !isStopping { for run in left { try run.suspend() } }
                results.withLock { $0[place] = left }
            }
            runs = results.withLock { all in runs.indices.flatMap { all[$0] ?? [] } }
            guard !isStopping else { break }
            // Another process has it: what was not trained so far must not be judged.
            guard !claims.isAnyLost([name]) else { return true }
            let pruned = stopped(after: epoch, cohort, runs)
            for run in runs { run.prune(pruned) }
        }
        try inParallel(runs) { [self] run in try finish([run]) }
        if isStopping { for run in runs { try run.keep() } }
        return true
    }

    /// Asks the pruner, with the values of the cohort and of everything before it. A trial without a value yet takes no
    /// part; one whose value is not a number does, as the worst.
    private func stopped(
        after epoch: Int, _ cohort: [ResolvedTrial], _ runs: [SweepJob]
    ) -> [Int] {
        let state = state
        func value(_ number: Int, _ value: Double?) -> RungValue {
            RungValue(trial: number, value: value ?? .nan, objective: definition.objective)
        }
        func recorded(_ number: Int) -> RungValue? {
            let report = state.records[number]?.reports.first { $0.epoch == epoch }
            return report.map { value(number, $0.value) }
        }
        var here: [Int: [RungValue]] = [:]
        for trial in cohort {
            guard let rung = definition.judgements(of: trial.number).first(where: { $0.epoch == epoch })?.rung
            else { continue }
            let running = runs.lazy.compactMap { $0.value(of: trial.number, afterEpoch: epoch) }.first
            if let judged = recorded(trial.number) ?? running.map({ value(trial.number, $0) }) {
                here[rung, default: []].append(judged)
            }
        }
        let first = cohort.map(\.number).min() ?? 0
        let earlier = state.ordered.compactMap { record -> RungValue? in
            record.number < first && record.sameAs == nil ? recorded(record.number) : nil
        }
        return here.keys.sorted().flatMap { epoch in
            definition.search.pruner.stopped(
                at: Rung(
                    epoch: epoch, maximum: definition.epochs, cohort: here[epoch] ?? [],
                    earlier: earlier))
        }
    }

    /// Trains stacks to their end, one after the other.
    private func finish(_ runs: [SweepJob]) throws {
        for run in runs where !isStopping {
            for left in try advance(run, until: .max) { _ = try advance(left, until: .max) }
        }
    }

    /// Advances a stack. One that cannot be trained is taken apart, so that only the trials at fault fail.
    ///
    /// - Returns: what is left to be trained
    /// - Errors: `SweepStopped`
    private func advance(_ run: SweepJob, until epoch: Int) throws -> [SweepJob] {
        do {
            return try run.advance(until: epoch) ? [run] : []
        } catch let stopped as SweepStopped {
            throw stopped
        } catch let wrong as RefusedTrials {
            for (trial, refusal) in wrong.refusals { try refuse(trial.point, refusal) }
            let refused = Set(wrong.refusals.map(\.trial.number))
            let others = run.trials.filter { !refused.contains($0.number) }
            return others.isEmpty ? [] : try advance(SweepJob(others, in: self), until: epoch)
        } catch is CheckpointError {
            states.distrust(run.trials)
            let state = try refresh()
            let open = run.trials.filter { state.records[$0.number] == nil }
            return open.isEmpty ? [] : try advance(SweepJob(open, in: self), until: epoch)
        } catch {
            let state = try refresh()
            let open = run.trials.filter { state.records[$0.number] == nil }
            if run.trials.count > 1 {
                return try open.flatMap { try advance(SweepJob([$0], in: self), until: epoch) }
            }
            return try open.flatMap { try retry($0, after: error, until: epoch) }
        }
    }

    /// Tries a trial again that failed by itself; notes it as failed when that does not help.
    private func retry(_ trial: ResolvedTrial, after error: any Error, until epoch: Int) throws -> [SweepJob]
    {
        var last = error
        for attempt in 0..<options.retries where !isStopping {
            do {
                let run = SweepJob([trial], in: self, attempt: attempt + 2)
                return try run.advance(until: epoch) ? [run] : []
            } catch let stopped as SweepStopped {
                throw stopped
            } catch {
                last = error
            }
        }
        guard !isStopping else { return [] }
        let record = record(
            of: trial, .failed(reason: Self.reason(of: last)), attempt: options.retries + 1)
        do {
            let table = (RunFile.metricsTable, Data(EpochTable(columns: []).header().utf8))
            let files = try firstFiles(of: trial, record, nil) + [table]
            try note([EndedTrial(record: record, files: files)])
        } catch {
            throw SweepStopped(cause: error)
        }
        return []
    }

    private static func reason(of error: any Error) -> String {
        if let findings = error as? DataDiagnostics {
            return findings.all.map(\.message).joined(separator: "; ")
        }
        return "\(error)"
    }

    /// Does a piece of work for every element on the sweep's jobs; the first error ends it.
    private func inParallel<Element>(_ elements: [Element], _ work: @escaping (Element) throws -> Void) throws
    {
        let failure = Mutex<(any Error)?>(nil)
        let next = Atomic(0)
        let jobs = min(options.jobs, elements.count)
        func pull() {
            while !isStopping, failure.withLock({ $0 == nil }) {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < elements.count else { return }
                do {
                    try work(elements[place])
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        concurrentPerform(jobs, workers: jobs) { _ in pull() }
        if let error = failure.withLock({ $0 }) { throw (error as? SweepStopped)?.cause ?? error }
    }
}
