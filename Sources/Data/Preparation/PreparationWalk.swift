import Foundation
import Machine
import Spec

/// Goes from the source, or from the last stage that the cache has, step by step to the matrices.
///
/// Stages that took long are kept on the way, so that changing one step repeats only what comes after the last kept
/// stage before it. Keeping goes on beside the work.
///
/// Used once, on one thread.
struct PreparationWalk {
    let pipeline: DataPipeline
    let keys: DataKeys
    let cache: StageCache
    let splitPosition: Int
    /// Nil where nobody else prepares the like.
    let memory: StageMemory?
    /// What went wrong with the cache; the data can be used all the same.
    private(set) var warnings: [String] = []
    /// Seconds of work since the last stage that was kept or found.
    private var seconds = 0.0
    private let keeper = StageKeeper()

    init(
        _ pipeline: DataPipeline, keys: DataKeys, cache: StageCache, splitPosition: Int,
        memory: StageMemory? = nil
    ) {
        self.memory = memory
        self.pipeline = pipeline
        targetNames = pipeline.targetNames
        self.keys = keys
        self.cache = cache
        self.splitPosition = splitPosition
    }

    private let targetNames: [[String]]
    private var steps: [Located<any Step>] { pipeline.section.steps }
    private var folds: (any FoldSplit)? { pipeline.section.split.value as? any FoldSplit }

    /// The matrices of every fold; of one where the split makes none.
    mutating func run(read: () throws -> Table) throws -> [PreparedData] {
        defer { keeper.wait() }
        var stage = try beginning(read)
        guard let folds else {
            if stage.assignment == nil {
                try advance(&stage, to: splitPosition)
                let assignment = try pipeline.assigned(stage.table)
                divide(&stage, assignment)
            }
            try advance(&stage, to: steps.count)
            return [try finished(stage, fold: 0, classRows: nil)]
        }
        try advance(&stage, to: splitPosition)
        let assignments = try pipeline.located(at: pipeline.section.split.origin) {
            try folds.assignments(
                stage.table, target: pipeline.section.target.value, seed: pipeline.seed)
        }
        let classRows = Set(assignments.flatMap { $0.parts.flatMap(\.rows) }).sorted()
        var all: [PreparedData] = []
        for (index, assignment) in assignments.enumerated() {
            var fold = stage
            divide(&fold, assignment)
            try advance(&fold, to: steps.count, keeps: false)
            all.append(try finished(fold, fold: index, classRows: classRows))
        }
        return all
    }

    /// Rows assigned, columns that only served the split removed.
    private func divide(_ stage: inout PreparationStage, _ assignment: RowAssignment) {
        stage.assignment = assignment
        stage.remarks = SplitRemarks(pipeline, stage.table, assignment)
        stage.table = stage.table.dropping(Set(pipeline.section.split.value.droppedColumns))
    }

    /// The last stage the cache has, else the source.
    private mutating func beginning(_ read: () throws -> Table) throws -> PreparationStage {
        let last = folds == nil ? steps.count : splitPosition
        for key in keys.steps[..<last].reversed() + [keys.source] {
            if let stage = memory?.stage(key) { return stage }
            switch cache.load(key) {
            case .found(let stage): return stage
            case .absent: continue
            case .damaged(let warning): warnings.append(warning)
            }
        }
        let start = ContinuousClock.now
        var stage = PreparationStage(source: try read(), targets: targetNames.count)
        stage.sourceProfile =
            DataProfile.quickProfile(
                stage.table, target: pipeline.section.target.value, targetType: pipeline.section.targetType)?
            .text
        seconds = start.duration(to: .now).seconds
        memory?.noteSource()
        keep(stage, keys.source)
        keepSample(stage.table)
        return stage
    }

    private mutating func advance(
        _ stage: inout PreparationStage, to end: Int, keeps: Bool = true
    ) throws {
        while stage.nextStep < end {
            let start = ContinuousClock.now
            let index = stage.nextStep
            let before = stage.table
            stage.table = try pipeline.run(index, before, stage.assignment, &stage.entries)
            if let entry = stage.entries.last {
                try stage.noteGroups(entry.transform, before: before)
                stage.original.note(
                    entry.transform, before: before, after: stage.table,
                    names: targetNames.map { ($0[index], $0[index + 1]) })
            }
            stage.nextStep += 1
            seconds += start.duration(to: .now).seconds
            memory?.noteStep()
            if keeps { keep(stage, keys.steps[index]) }
        }
    }

    /// Keeps some rows of the source, for what is found out about a model at its end.
    private func keepSample(_ source: Table) {
        guard cache.folder != nil, !cache.has(keys.sample), let sample = SourceSample.table(of: source)
        else { return }
        keeper.keep(PreparationStage(source: sample, targets: targetNames.count), keys.sample, in: cache)
    }

    /// Keeps the stage if doing the work again would take much longer than reading it back.
    private mutating func keep(_ stage: PreparationStage, _ key: String) {
        memory?.keep(stage, key)
        guard cache.isWorthKeeping(stage, seconds: seconds) else { return }
        seconds = 0
        keeper.keep(stage, key, in: cache)
    }

    private func finished(
        _ last: PreparationStage, fold: Int, classRows: [Int32]?
    ) throws -> PreparedData {
        let assignment = last.assignment ?? RowAssignment(parts: [])
        var stage = last
        let precision = NumberPrecision(pipeline, assignment)
        let remarks = try precision.center(&stage)
        var data = try pipeline.matrices(
            stage, assignment, classRows: classRows ?? assignment.parts.flatMap(\.rows))
        data.key = keys.matrices(fold: fold)
        if fold == 0 { data.sourceProfile = stage.sourceProfile }
        data.warnings = pipeline.warnings(
            stage.entries, assignment, stage.table, isFold: classRows != nil)
        // Folds are alike, except for what each was centered on.
        if fold == 0 { data.warnings += remarks }
        if fold == 0 {
            data.warnings += precision.remarks(stage.table, data.preprocessing.inputs?.features ?? [])
        }
        if classRows == nil { data.warnings += DataWarnings.unseenClasses(data) }
        // Folds are alike: what is odd about one is odd about all.
        if fold == 0 { data.warnings += DataWarnings(pipeline).all(data, stage.remarks) }
        return data
    }
}

/// Writes stages to the cache beside the preparation, one after another.
private final class StageKeeper: Sendable {
    private let queue = BackgroundQueue()

    func keep(_ stage: PreparationStage, _ key: String, in cache: StageCache) {
        queue.run { cache.store(stage, key) }
    }

    /// Returns when everything is written.
    func wait() { queue.wait() }
}

extension Duration {
    var seconds: Double {
        let (whole, fraction) = components
        return Double(whole) + Double(fraction) * 1e-18
    }
}
