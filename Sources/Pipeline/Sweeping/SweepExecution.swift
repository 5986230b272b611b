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
    /// What is written of the trials that are kept.
    var detail = RunFiles.Detail.standard
    var retries: Int
    var failFast: Bool
    /// Whether trials that failed in an earlier command are tried again.
    var retriesFailed = false
}

/// Carries a sweep out in its directory: generation by generation, cohort by cohort, stack by stack.
///
/// Which trials there are, and which are given up, depends on fixed sets of earlier results, never on time: so a sweep
/// ends with the same trials for any number of jobs and processes, and after any interruption. What is done is known
/// from the ledgers alone.
///
/// Lifetime: `perform` is called once; `note` comes from the threads that train stacks.
final class SweepExecution: @unchecked Sendable {
    let definition: SweepDefinition
    let directory: SweepDirectory
    let opening: SweepOpening
    let options: SweepOptions
    let commandLine: [String]
    let data: SweepDataCache
    let progress = SweepProgress()
    private(set) var sequence: TrialSequence
    let ledger: SweepLedger
    let worker: SweepWorker
    let states: SavedStates
    let claims: TrialClaims
    private let isInterrupted: @Sendable () -> Bool
    private let known: Mutex<Known>
    private let stopReason = Mutex<String?>(nil)
    private let isStoppedEarly = Atomic(false)
    /// Combinations the constraints left out, and the points proposed so far.
    private(set) var droppedCount = 0
    private(set) var points: [Int: TrialPoint] = [:]
    /// The first trial with each hash.
    var firstWithHash: [String: Int] = [:]
    let resolver: TrialResolver
    /// Told what a person who waits should know; set before `perform`.
    var tell: (@Sendable (String) -> Void)?
    let process = ProcessIdentity.current()

    /// What the ledgers say.
    private struct Known {
        var state: SweepState
        var reader: LedgerReader
        var saidConflicts: Set<Int> = []
    }

    /// Trials whose folders are gone: they are trained again.
    let lost: [Int]

    init(
        _ definition: SweepDefinition, directory: SweepDirectory, options: SweepOptions, more: Int,
        commandLine: [String], isInterrupted: @escaping @Sendable () -> Bool
    ) throws {
        self.definition = definition
        self.directory = directory
        self.options = options
        self.commandLine = commandLine
        self.isInterrupted = isInterrupted
        data = SweepDataCache(limit: options.memory / 2, sharesStages: definition.variesData)
        // The folder appeared with it: it is known however late the ledgers are seen.
        guard let opening = directory.opening() else { throw RunError.notASweep(path: directory.path) }
        self.opening = opening
        worker = try SweepWorker(in: directory)
        states = SavedStates(directory)
        ledger = worker.ledger()
        claims = TrialClaims(worker)
        let leaders = if case .best(let count) = options.keep { count } else { 0 }
        var beginning = SweepState(leaderCount: leaders)
        beginning.apply(.sweep(opening))
        known = Mutex(Known(state: beginning, reader: LedgerReader(without: worker.id)))
        resolver = TrialResolver(definition)
        sequence = try definition.sequence(more: 0)
        let reading = try known.withLock { known in
            for line in try known.reader.read(directory) { known.state.apply(line.event, from: line.source) }
            return known.state
        }
        lost = directory.lostTrials(reading)
        if more > 0 { try write([.more(trials: more, time: .now())]) }
        if !lost.isEmpty {
            try write([.lost(CancelledTrials(trials: lost, rounds: lost.map(reading.round), time: .now()))])
        }
        var state = self.state
        let failed = state.ordered.filter { $0.state == .failed }.map(\.number)
        if options.retriesFailed, !failed.isEmpty {
            try write([
                .retry(CancelledTrials(trials: failed, rounds: failed.map(state.round), time: .now()))
            ])
            state = self.state
        }
        if state.moreTrials > 0 { sequence = try definition.sequence(more: state.moreTrials) }
        directory.removeLeftovers()
        progress.begin(state, total: sequence.trialCount)
    }

    /// Whether training should come to an end: a signal, or the first failure with `fail_fast`.
    var isStopping: Bool { isInterrupted() || isStoppedEarly.load(ordering: .relaxed) }

    /// Whether a signal or a limit ended it, and not a trial.
    var isInterruptedFromOutside: Bool { stopReason.withLock { $0 == nil } && isInterrupted() }

    /// Why the sweep ended before all trials were done.
    var earlyEnd: String? {
        stopReason.withLock { $0 } ?? (isInterrupted() ? Interruption.reason : nil)
    }

    var state: SweepState { known.withLock { $0.state } }

    /// Runs until every trial has ended, or somebody asks to stop.
    ///
    /// - Errors: what keeps the directory from being written, `SamplingError`
    func perform() throws {
        let beating = Ticker { [worker, ledger, claims] in
            if worker.beat() { claims.check() }
            try? claims.release(after: ledger.sync)
        }
        defer {
            beating.stop()
            leave()
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
        try claims.release(after: ledger.sync)
    }

    /// Whoever still holds on to the worker does not work: others need not wait for it.
    func leave() {
        if ledger.hasBegun { _ = try? ledger.append(.left(worker: worker.id, time: .now())) }
        try? ledger.sync()
        claims.releaseAll()
        worker.leave()
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

    func outcome(of record: TrialRecord, _ point: TrialPoint) -> TrialOutcome {
        let status: TrialStatus
        switch record.state {
        case .completed, .stopped: status = .completed
        case .pruned: status = .pruned
        case .diverged: status = .diverged
        case .failed: status = .failed
        }
        return TrialOutcome(
            point: point, status: status, objective: record.objective,
            reports: record.reports.map {
                TrialReport(epoch: $0.epoch, value: $0.value ?? .nan)
            })
    }

    // MARK: Ledger

    /// Reads what other processes added to their ledgers.
    @discardableResult
    func refresh() throws -> SweepState {
        var said: [String] = []
        let state = try known.withLock { known in
            for line in try known.reader.read(directory) { known.state.apply(line.event, from: line.source) }
            for (number, conflict) in known.state.conflicts where known.saidConflicts.insert(number).inserted
            {
                said.append(conflict.sentence)
            }
            return known.state
        }
        for sentence in said.sorted() { tell?(sentence) }
        return state
    }

    /// Writes events to the process's own ledger.
    func write(_ events: [SweepEvent]) throws {
        let written = try ledger.append(events)
        known.withLock { known in
            for event in written { known.state.apply(event, from: worker.id) }
        }
    }

    /// Claims trials nobody else works on.
    ///
    /// - Returns: those that are this process's now
    func claim(_ trials: [ResolvedTrial]) throws -> [ResolvedTrial] {
        let known = state
        let mine = try claims.take(trials.filter { known.records[$0.number] == nil }.map(\.claim))
        guard !mine.isEmpty else { return [] }
        // Whoever had it before may have ended it in between.
        let state = try refresh()
        claims.release(
            trials.filter { state.records[$0.number] != nil && mine.contains($0.claim) }.map(\.claim))
        return trials.filter { state.records[$0.number] == nil && mine.contains($0.claim) }
    }

    /// The record of a trial, without what it gave.
    func record(of trial: ResolvedTrial, _ ending: Ending, attempt: Int) -> TrialRecord {
        var record = TrialRecord(
            number: trial.number, hash: trial.hash, state: ending.trialState,
            reason: ending == .interrupted ? "interrupted" : ending.reason, attempt: attempt,
            parameters: trial.point.parameters, point: trial.point.point,
            repetition: trial.point.repetition, seed: Int(clamping: trial.seed), ended: .now(),
            worker: worker.id)
        record.round = round(of: trial.number)
        return record
    }

    /// Which record of a trial comes next; nil for its first.
    func round(of number: Int) -> Int? {
        let round = known.withLock { $0.state.round(of: number) }
        return round == 0 ? nil : round
    }

    /// What says which trial it was and how it ended: `resolved.yaml` and `run.json`.
    func firstFiles(
        of trial: ResolvedTrial, _ record: TrialRecord, _ data: PreparedData?
    ) throws -> [RunFiles.File] {
        let (request, spec) = (trial.checked.request, trial.checked.spec)
        var manifest = RunManifest(
            id: record.folderName, name: trial.checked.name, description: trial.checked.description,
            created: RunTime(milliseconds: record.ended.milliseconds - Int64(record.seconds * 1000)),
            seed: spec.seed, specification: request.path, specificationFolder: request.folder,
            overrides: (request.overrides + trial.overrides).map(Secrets.masked), commandLine: commandLine,
            versions: ["assay": ProgramVersion.text], process: process)
        manifest.note(data, parameters: trial.model.parameterCount, spec)
        manifest.epochs = record.epochs
        manifest.steps = record.steps
        _ = manifest.apply(.ended(Ending(record.state, reason: record.reason)), at: record.ended)
        return [
            (RunFile.resolved, Data(trial.resolved.plainText.utf8)),
            (RunFile.manifest, try RunJSON.encode(manifest)),
        ]
    }

    /// Which of the trials that just ended keep all their files.
    func keptTrials(of ended: [TrialRecord]) -> Set<Int> {
        let candidates = ended.filter { $0.state.isFinished && $0.objective != nil }.map(\.number)
        guard case .best(let count) = options.keep else { return Set(candidates) }
        guard count > 0 else { return [] }
        return Set(state.leaders(adding: ended).map(\.number)).intersection(candidates)
    }

    /// Writes trials that have ended: first their directories, then their lines.
    func note(_ ended: [EndedTrial]) throws {
        for trial in ended where !trial.files.isEmpty {
            try directory.writeTrial(trial.record.folderName, files: trial.files)
            guard let finish = trial.finish else { continue }
            try finish(
                RunDirectory(path: directory.trialFolder(trial.record.folderName), gate: directory.gate))
        }
        try write(ended.map { .trial($0.record) })
        claims.finish(ended.map { $0.record.claim })
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
