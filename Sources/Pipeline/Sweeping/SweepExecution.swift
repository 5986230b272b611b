import Data
import Foundation
import Runs
import Spec
import Sweep
import Synchronization
import Training

/// How a sweep is carried out; nothing of it changes any result.
struct SweepOptions: Sendable {
    var jobs: Int
    var memory: Int
    var keep: KeptTrials
    var retries: Int
    var failFast: Bool
}

/// Carries a sweep out in its directory: generation by generation, cohort by cohort, stack by stack.
///
/// Which trials there are, and which are given up, depends on fixed sets of earlier results, never on time: so a sweep
/// ends with the same trials for any number of jobs and processes, and after any interruption. What is done is known from
/// the ledger alone.
///
/// Lifetime: `perform` is called once; `note` comes from the threads that train stacks.
final class SweepExecution: @unchecked Sendable {
    let definition: SweepDefinition
    let directory: SweepDirectory
    let options: SweepOptions
    let commandLine: [String]
    let data: SweepDataCache
    let progress = SweepProgress()
    private(set) var sequence: TrialSequence
    private let ledger: SweepLedger
    private let worker: SweepWorker
    private let isInterrupted: @Sendable () -> Bool
    private let known: Mutex<Known>
    private let stopReason = Mutex<String?>(nil)
    private let isStoppedEarly = Atomic(false)
    /// Combinations the constraints left out, and the points proposed so far.
    private var droppedCount = 0
    private var points: [Int: TrialPoint] = [:]
    /// The first trial with each hash.
    private var firstWithHash: [String: Int] = [:]
    private let resolver: TrialResolver

    /// What the ledger says.
    private struct Known {
        var state = SweepState()
        var end = 0
    }

    init(
        _ definition: SweepDefinition, directory: SweepDirectory, options: SweepOptions, more: Int,
        commandLine: [String], isInterrupted: @escaping @Sendable () -> Bool
    ) throws {
        self.definition = definition
        self.directory = directory
        self.options = options
        self.commandLine = commandLine
        self.isInterrupted = isInterrupted
        data = SweepDataCache(limit: options.memory / 2)
        ledger = try SweepLedger(path: directory.file(SweepFile.ledger), gate: directory.gate)
        worker = try SweepWorker(in: directory)
        known = Mutex(Known())
        resolver = TrialResolver(definition)
        if more > 0 { try ledger.append(.more(trials: more, time: .now())) }
        sequence = try definition.sequence(more: 0)
        let state = try refresh()
        if state.moreTrials > 0 { sequence = try definition.sequence(more: state.moreTrials) }
        directory.removeLeftovers()
        progress.begin(state, total: sequence.trialCount)
    }

    /// Whether training should come to an end: a signal, or the first failure with `fail_fast`.
    var isStopping: Bool { isInterrupted() || isStoppedEarly.load(ordering: .relaxed) }

    /// Why the sweep ended before all trials were done.
    var earlyEnd: String? {
        stopReason.withLock { $0 } ?? (isInterrupted() ? "a signal asked it to stop" : nil)
    }

    var state: SweepState { known.withLock { $0.state } }

    /// Runs until every trial has ended, or somebody asks to stop.
    ///
    /// - Errors: what keeps the directory from being written, `SamplingError`
    func perform() throws {
        let beating = Ticker { [worker, ledger] in
            worker.beat()
            try? ledger.sync()
        }
        defer {
            beating.stop()
            // Whoever still holds on to the worker does not work: others need not wait for it.
            worker.leave()
        }
        var next = 0
        while !isStopping, let generation = sequence.generation(from: next) {
            let batch = try sequence.trials(of: generation, after: outcomes(before: generation.lowerBound))
            droppedCount += batch.droppedCount
            for point in batch.trials { points[point.number] = point }
            for cohort in sequence.cohorts(of: generation, maximum: definition.epochs) where !isStopping {
                let members = batch.trials.filter { cohort.contains($0.number) }
                if !definition.prunes {
                    for window in Self.windows(of: members) where !isStopping {
                        try run(window, isLockstep: false)
                    }
                } else {
                    try run(members, isLockstep: true)
                }
            }
            next = generation.upperBound
        }
        try ledger.sync()
    }

    /// Trials are resolved so many at a time, so that ten thousand of them do not lie in memory together.
    private static func windows(of points: [TrialPoint]) -> [[TrialPoint]] {
        stride(from: 0, to: points.count, by: 512).map { Array(points[$0..<min($0 + 512, points.count)]) }
    }

    private func outcomes(before number: Int) -> [TrialOutcome] {
        let state = state
        return points.values.filter { $0.number < number }.sorted { $0.number < $1.number }.compactMap {
            point in
            state.records[point.number].map { outcome(of: $0, point) }
        }
    }

    private func outcome(of record: TrialRecord, _ point: TrialPoint) -> TrialOutcome {
        let status: TrialStatus
        switch record.state {
        case .completed, .stopped: status = .completed
        case .pruned: status = .pruned
        case .diverged: status = .diverged
        case .failed: status = .failed
        }
        return TrialOutcome(
            point: point, status: status, objective: record.value,
            intermediates: record.reports.map {
                IntermediateValue(resource: $0.epoch, value: $0.value ?? .nan)
            })
    }

    // MARK: Ledger

    /// Reads what was added to the ledger, by this process or another one.
    @discardableResult
    func refresh() throws -> SweepState {
        try known.withLock { known in
            let reading = try directory.reading(from: known.end)
            known.end = reading.end
            for event in reading.events { known.state.apply(event) }
            return known.state
        }
    }

    /// Claims trials nobody else works on.
    ///
    /// - Returns: those that are this process's now
    func claim(_ trials: [Int]) throws -> [Int] {
        var living: [String: Bool] = [:]
        func isAlive(_ id: String) -> Bool {
            if id == worker.id { return true }
            if let known = living[id] { return known }
            let isAlive = SweepWorker.isAlive(id, in: directory)
            living[id] = isAlive
            return isAlive
        }
        var state = try refresh()
        let free = trials.filter {
            state.records[$0] == nil && state.owner(of: $0, isAlive: isAlive) ?? worker.id == worker.id
        }
        guard !free.isEmpty else { return [] }
        try ledger.append(.claim(worker: worker.id, trials: free, time: .now()))
        state = try refresh()
        return free.filter {
            state.records[$0] == nil && state.owner(of: $0, isAlive: isAlive) == worker.id
        }
    }

    func emptyRecord(
        of trial: ResolvedTrial, state: TrialEnd, reason: String?, attempt: Int
    ) -> TrialRecord {
        TrialRecord(
            number: trial.number, hash: trial.hash, state: state, reason: reason, attempt: attempt,
            parameters: trial.point.parameters, point: trial.point.pointNumber,
            repetition: trial.point.repeatIndex, seed: Int(clamping: trial.seed), ended: .now(),
            worker: worker.id)
    }

    /// Writes trials that have ended: first their directories, then their lines.
    func note(_ ended: [EndedTrial]) throws {
        for trial in ended where !trial.files.isEmpty {
            try directory.writeTrial(trial.record.folderName, files: trial.files)
        }
        try ledger.append(ended.map { .trial($0.record) })
        try refresh()
        progress.note(ended.map(\.record), state: state)
        guard options.failFast else { return }
        for trial in ended where trial.record.state == .failed || trial.record.state == .diverged {
            stop("trial \(trial.record.number) \(trial.record.state.rawValue): \(trial.record.reason ?? "")")
        }
    }

    private func stop(_ reason: String) {
        stopReason.withLock { $0 = $0 ?? reason }
        isStoppedEarly.store(true, ordering: .relaxed)
    }
}

// MARK: Running

extension SweepExecution {
    /// Runs trials until each of them has a record, whoever wrote it.
    ///
    /// - Parameter isLockstep: whether they are judged together and have to be trained by one process
    private func run(_ members: [TrialPoint], isLockstep: Bool) throws {
        var trials: [ResolvedTrial] = []
        var copies: [(trial: ResolvedTrial, original: Int)] = []
        let before = state
        for record in members.compactMap({ before.records[$0.number] }) where record.sameAs == nil {
            firstWithHash[record.hash] = min(firstWithHash[record.hash] ?? record.number, record.number)
        }
        // A cohort is judged by the values of all of it; of other trials those that are done need no second look.
        let open = members.filter { before.records[$0.number] == nil }
        guard !open.isEmpty else { return }
        for point in isLockstep ? members : open {
            do {
                let trial = try resolver.resolve(point)
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
        while !isStopping {
            let state = try refresh()
            let open = trials.filter { state.records[$0.number] == nil }
            guard !open.isEmpty else { break }
            let didWork = isLockstep ? try runLockstep(trials, open: open) : try runStacks(open)
            // Somebody else works on the rest.
            if !didWork { usleep(100_000) }
        }
        for copy in copies where !isStopping { try note(copy.trial, asCopyOf: copy.original) }
    }

    private func refuse(_ point: TrialPoint, _ refusal: RefusedTrial) throws {
        guard state.records[point.number] == nil else { return }
        let record = TrialRecord(
            number: point.number, hash: refusal.hash, state: .failed, reason: refusal.reason, attempt: 1,
            parameters: point.parameters, point: point.pointNumber, repetition: point.repeatIndex,
            seed: Int(clamping: definition.base.spec.seed) + point.repeatIndex, ended: .now(),
            worker: worker.id)
        try note([EndedTrial(record: record, files: [])])
    }

    /// The result of an earlier trial with the same specification.
    private func note(_ trial: ResolvedTrial, asCopyOf original: Int) throws {
        let state = state
        guard state.records[trial.number] == nil, let first = state.records[original] else { return }
        var record = emptyRecord(of: trial, state: first.state, reason: first.reason, attempt: first.attempt)
        record.value = first.value
        record.metrics = first.metrics
        record.reports = first.reports
        record.epochs = first.epochs
        record.steps = first.steps
        record.bestEpoch = first.bestEpoch
        record.sameAs = original
        try note([EndedTrial(record: record, files: [])])
    }

    private func stacks(_ trials: [ResolvedTrial]) -> [[ResolvedTrial]] {
        StackGrouping.stacks(trials, jobs: options.jobs, memory: options.memory)
    }

    /// Trains stacks, each claimed when its turn comes.
    ///
    /// - Returns: whether there was anything nobody else works on
    private func runStacks(_ open: [ResolvedTrial]) throws -> Bool {
        let claimed = Atomic(false)
        try inParallel(stacks(open)) { [self] stack in
            let mine = Set(try claim(stack.map(\.number)))
            guard !mine.isEmpty else { return }
            claimed.store(true, ordering: .relaxed)
            progress.started(mine.count)
            defer { progress.left(mine.count) }
            try finish([StackRun(stack.filter { mine.contains($0.number) }, in: self)])
        }
        return claimed.load(ordering: .relaxed)
    }

    /// Trains a cohort rung by rung; all of it is claimed at once.
    ///
    /// Trials that had ended before the process was killed take part with the values they had.
    private func runLockstep(_ cohort: [ResolvedTrial], open: [ResolvedTrial]) throws -> Bool {
        let mine = Set(try claim(open.map(\.number)))
        guard mine.count == open.count else {
            return false
        }
        progress.started(mine.count)
        defer { progress.left(mine.count) }
        var runs = stacks(open).map { StackRun($0, in: self) }
        for resource in Set(cohort.flatMap { rungs(of: $0) }).sorted() where !isStopping {
            let results = Mutex<[Int: [StackRun]]>([:])
            try inParallel(Array(runs.enumerated())) { [self] place, run in
                let left = try advance(run, until: resource)
                results.withLock { $0[place] = left }
            }
            runs = results.withLock { all in runs.indices.flatMap { all[$0] ?? [] } }
            guard !isStopping else { break }
            let pruned = stopped(at: resource, cohort, runs)
            for run in runs { run.prune(pruned) }
        }
        try inParallel(runs) { [self] run in try finish([run]) }
        return true
    }

    /// Asks the pruner, with the values of the cohort and of everything before it.
    private func stopped(
        at resource: Int, _ cohort: [ResolvedTrial], _ runs: [StackRun]
    ) -> [Int] {
        let state = state
        func value(_ number: Int, _ value: Double?) -> RungValue {
            RungValue(trial: number, value: value ?? .nan, objective: definition.objective)
        }
        func recorded(_ number: Int) -> RungValue? {
            let report = state.records[number]?.reports.first { $0.epoch == resource }
            return report.map { value(number, $0.value) }
        }
        let here = cohort.compactMap { trial -> RungValue? in
            guard rungs(of: trial).contains(resource) else { return nil }
            if let known = recorded(trial.number) { return known }
            let running = runs.lazy.compactMap { $0.value(of: trial.number, afterEpoch: resource) }.first
            return running.map { value(trial.number, $0) }
        }
        let first = cohort.map(\.number).min() ?? 0
        let earlier = state.ordered.compactMap { record -> RungValue? in
            record.number < first && record.sameAs == nil ? recorded(record.number) : nil
        }
        return definition.search.pruner.stopped(
            at: Rung(resource: resource, maximum: definition.epochs, cohort: here, earlier: earlier))
    }

    /// Trains stacks to their end, one after the other.
    private func finish(_ runs: [StackRun]) throws {
        for run in runs where !isStopping {
            for left in try advance(run, until: .max) { _ = try advance(left, until: .max) }
        }
    }

    /// Advances a stack. One that cannot be trained is taken apart, so that only the trials at fault fail.
    ///
    /// - Returns: what is left to be trained
    /// - Errors: `SweepStopped`
    private func advance(_ run: StackRun, until epoch: Int) throws -> [StackRun] {
        do {
            return try run.advance(until: epoch) ? [run] : []
        } catch let stopped as SweepStopped {
            throw stopped
        } catch {
            let state = try refresh()
            let open = run.trials.filter { state.records[$0.number] == nil }
            if run.trials.count > 1 {
                return try open.flatMap { try advance(StackRun([$0], in: self), until: epoch) }
            }
            return try open.flatMap { try retry($0, after: error, until: epoch) }
        }
    }

    /// Tries a trial again that failed by itself; notes it as failed when that does not help.
    private func retry(_ trial: ResolvedTrial, after error: any Error, until epoch: Int) throws -> [StackRun]
    {
        var last = error
        for attempt in 0..<options.retries where !isStopping {
            do {
                let run = StackRun([trial], in: self, attempt: attempt + 2)
                return try run.advance(until: epoch) ? [run] : []
            } catch let stopped as SweepStopped {
                throw stopped
            } catch {
                last = error
            }
        }
        guard !isStopping else { return [] }
        let record = emptyRecord(
            of: trial, state: .failed, reason: Self.reason(of: last), attempt: options.retries + 1)
        let files = TrialFiles(trial: trial, record: record, commandLine: commandLine)
        do {
            let light = try files.light(nil, reports: [], columns: [], data: nil)
            try note([EndedTrial(record: record, files: light)])
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
        withoutActuallyEscaping(pull) { pull in
            let shared = UncheckedWork(body: pull)
            if jobs > 1 {
                DispatchQueue.concurrentPerform(iterations: jobs) { _ in shared.body() }
            } else if jobs == 1 {
                shared.body()
            }
        }
        if let error = failure.withLock({ $0 }) { throw (error as? SweepStopped)?.cause ?? error }
    }
}

/// Work that is shared between the threads of one call, which returns when all of them have.
private struct UncheckedWork: @unchecked Sendable {
    var body: () -> Void
}

extension SweepExecution {
    /// Writes table, summary and best specification, and removes the large files of trials that are no longer among
    /// the best.
    func summarize() throws -> SweepSummary? {
        let state = try refresh()
        guard let opening = state.opening else { return nil }
        dropFiles(state)
        let isDone = (0..<sequence.trialCount).allSatisfy { state.records[$0] != nil }
        let summary = SweepSummary(
            opening: opening, state: state, status: isDone ? "completed" : "interrupted",
            total: sequence.trialCount, dropped: droppedCount,
            importance: importance(state), seconds: progress.seconds)
        try directory.replace(SweepFile.table, with: Foundation.Data(SweepTable.text(state).utf8))
        try directory.replace(SweepFile.summary, with: try RunJSON.encode(summary))
        if let best = state.ranking.first, let point = points[best.sameAs ?? best.number],
            let trial = try? resolver.resolve(point)
        {
            let text = trial.resolved.standingAlone
            try directory.replace(SweepFile.best, with: Foundation.Data(text.utf8))
        }
        return summary
    }

    /// What of the objective's variation each parameter explains; nothing where it cannot be said.
    private func importance(_ state: SweepState) -> [SweepSummary.Importance] {
        let outcomes = points.values.sorted { $0.number < $1.number }.compactMap { point in
            state.records[point.number].map { outcome(of: $0, point) }
        }
        let all = ParameterImportance.all(
            of: outcomes, in: definition.search.space, objective: definition.objective)
        return (all ?? []).map {
            SweepSummary.Importance(parameter: $0.paths.joined(separator: ", "), share: $0.share)
        }
    }

    private func dropFiles(_ state: SweepState) {
        guard case .best(let count) = options.keep else { return }
        let kept = Set(state.ranking.prefix(count).map(\.folderName))
        for record in state.ordered where record.sameAs == nil && !kept.contains(record.folderName) {
            let folder = directory.trialFolder(record.folderName)
            guard FileManager.default.fileExists(atPath: folder + "/" + RunFile.model) else { continue }
            directory.remove(TrialFiles.large, ofTrial: record.folderName)
        }
    }
}
