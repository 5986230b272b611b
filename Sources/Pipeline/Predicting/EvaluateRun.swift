import Catalogue
import Data
import Foundation
import Machine
import Runs
import Spec
import Training

/// What `assay evaluate` was asked to do.
package struct EvaluateRequest: Sendable {
    package var run: String
    /// A file with other rows, targets included; nil for the run's own data.
    package var data: String?
    /// The part of the run's own data; nil for the one nothing was tuned on.
    package var split: String?
    package var runsFolder: String
    /// Leave rows with missing values out.
    package var allowMissing: Bool
    package var threads: Int?
    /// The fold of a cross-validation whose model is measured, counted from 1; nil for the mean of all.
    package var fold: Int?

    package init(
        run: String, data: String? = nil, split: String? = nil, runsFolder: String,
        allowMissing: Bool = false, threads: Int? = nil, fold: Int? = nil
    ) {
        self.run = run
        self.data = data
        self.split = split
        self.runsFolder = runsFolder
        self.allowMissing = allowMissing
        self.threads = threads
        self.fold = fold
    }
}

/// `assay evaluate RUN`: measures a run's model again, on its own data or on others.
package enum EvaluateRun {
    package static func perform(
        _ request: EvaluateRequest, output: CommandOutput = CommandOutput(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> CommandStatus {
        output.catching {
            let found = try RunSelection(folder: request.runsFolder, indexFolder: nil).run(request.run)
            let run = try TrainedRun(found, environment: environment, fold: request.fold)
            output.warn(run.remark)
            let threads = ThreadCount.of(request.threads, run.spec)
            let evaluation =
                if let path = request.data {
                    try onNewData(run, path, request, threads, output)
                } else {
                    try onOwnData(run, request.split, environment, threads, output)
                }
            evaluation.show(output)
            return .done
        }
    }

    private static func onNewData(
        _ run: TrainedRun, _ path: String, _ request: EvaluateRequest, _ threads: Int, _ output: CommandOutput
    ) throws -> Evaluation {
        let data = try NewData(
            run, path: path, withTarget: true, grouping: run.groupColumns,
            allowsMissing: request.allowMissing, threads: threads)
        var sums = SplitScoresInParts(
            task: data.task, metrics: run.spec.numberMetrics, tables: run.spec.tableMetrics,
            targets: run.preprocessing.targets, transform: data.transform,
            positiveClass: run.positive.index(in: data.rows.target))
        let text = PredictionText(
            task: data.task, target: data.rows.target, transform: data.transform)
        var lost = 0
        var groups = GroupsInParts(run, data, path)
        output.warn(groups.warning)
        try data.forEachPart { part in
            sums.add(part.scored)
            groups.add(part)
            lost += text.lostRows(part.scored.predictions)
        }
        output.warn(PredictionText.lostWarning(lost))
        if data.unusableRows > 0 {
            let rows = NumberText.count(data.unusableRows, "row")
            output.warn("\(rows) left out, because a value is missing")
        }
        return Evaluation(
            run: run, data: path, scores: sums.scores(split: "data", loss: data.losses.mean),
            target: data.rows.target, groups: groups.tables, showsBaselines: false)
    }

    /// The run's own rows, prepared as the run prepared them.
    private static func onOwnData(
        _ run: TrainedRun, _ split: String?, _ environment: [String: String], _ threads: Int,
        _ output: CommandOutput
    ) throws -> Evaluation {
        if let blend = run.blend { return try ofBlend(run, blend, split, environment, threads, output) }
        let data = try ownData(run, environment, output)
        let names = data.splits.map(\.name)
        guard let name = split ?? PredictionsFile.split(of: data), let part = data[split: name] else {
            throw RunError.refused(
                run: run.directory.id,
                reason: "its data have no part '\(split ?? "")', only \(names.joined(separator: ", "))")
        }
        let plan = try run.plan(features: data.featureColumns, target: data.target)
        let predictor = try Predictor(
            plan: plan, elementType: run.spec.realType.elementType, threads: threads, weights: run.weights,
            largestPart: part.rows,
            trained: data[split: "train"].map { (run.spec.effectiveTrain, $0) },
            positiveClass: run.positive.index(in: data.target), transform: data.targetTransform)
        let scored = try predictor.scored(part)
        let rows = run.decision?.applied(to: scored.rows) ?? scored.rows
        let text = PredictionText(task: plan.task, target: data.target, transform: data.targetTransform)
        output.warn(PredictionText.lostWarning(text.lostRows(rows.predictions)))
        let scores = SplitScores(
            rows, loss: scored.loss, split: name, metrics: run.spec.numberMetrics,
            tables: run.spec.tableMetrics, targets: data.targetNames, transform: data.targetTransform)
        return Evaluation(
            run: run, data: nil, scores: scores, target: data.target,
            groups: try groups(of: rows, part, run, data, environment), showsBaselines: true)
    }

    private static func groups(
        of rows: ScoredRows, _ part: PreparedSplit, _ run: TrainedRun, _ data: PreparedData,
        _ environment: [String: String]
    ) throws -> [RunMetrics.GroupTable] {
        guard !run.groupColumns.isEmpty else { return [] }
        let columns = try run.dataPipeline(environment)
            .keptColumns(run.groupColumns, at: .defaultValue)
        let original = rows.inOriginalUnits(data.targetTransform) ?? rows
        return run.spec.groupedMetrics.map { metric in
            let places = metric.columns.compactMap { columns.names.firstIndex(of: $0) }
            let keys = part.rowIds.map { id in places.map { columns.fields(row: Int(id))[$0] } }
            return RunMetrics.GroupTable(
                metric: metric.metric.label, by: metric.columns,
                splits: [part.name: GroupTables.table(metric, original, keys)])
        }
    }

    /// A blend on its own rows: each member predicts as it was prepared; of a cross-validation the rows that each fold
    /// left out.
    private static func ofBlend(
        _ run: TrainedRun, _ known: RunBlend, _ split: String?, _ environment: [String: String],
        _ threads: Int, _ output: CommandOutput
    ) throws -> Evaluation {
        var data = BlendData(environment: environment, output: output)
        let members = try TrainedRun.members(of: known, run.directory, environment).map { member in
            BlendMember(run: member.run, data: try data.data(of: member.run), weight: member.weight)
        }
        let blend = Blend(members: members, threads: threads)
        let name = split ?? blend.predictedSplit ?? "val"
        let parts = try blend.parts(named: name)
        guard parts.count == 1, let part = parts.first else {
            let reason =
                parts.isEmpty
                ? "its data have no part '\(name)', only \(blend.partNames.joined(separator: ", "))"
                : "its trials are cross-validations: 'show' has the figures of the rows each fold left out; --data FILE "
                    + "measures it on other rows"
            throw RunError.refused(run: run.directory.id, reason: reason)
        }
        return Evaluation(
            run: run, data: nil, scores: try blend.scores(part.applying(run.decision), name),
            target: part.data.target, groups: [], showsBaselines: true)
    }

    /// What the run's own model was trained and judged on; of a cross-validation, the fold that is asked for.
    ///
    /// - Errors: `RunError` for all folds at once, since every row has been trained on by most of them, and for data
    ///   that have changed
    private static func ownData(
        _ run: TrainedRun, _ environment: [String: String], _ output: CommandOutput
    ) throws -> PreparedData {
        guard run.models.count == 1 else {
            throw RunError.refused(
                run: run.directory.id,
                reason:
                    "it is a cross-validation, and every row was trained on by most of its folds: 'show' has the "
                    + "figures of the rows each fold left out; --fold N measures one fold again, --data FILE the mean "
                    + "of all on other rows")
        }
        let pipeline = run.dataPipeline(environment)
        let all = try pipeline.prepareFolds(progress: DownloadProgress.reporter(output))
        let index = (run.models[0].fold ?? 1) - 1
        let identity = DataIdentity(of: all.first, in: run.manifest)
        if case .otherVersion(let version) = identity {
            output.warn(
                "the run was made by assay \(version); its data are prepared again by \(ProgramVersion.text)")
        }
        if case .changed = identity { throw changed(run) }
        guard all.indices.contains(index) else { throw changed(run) }
        return all[index]
    }

    private static func changed(_ run: TrainedRun) -> RunError {
        .refused(
            run: run.directory.id,
            reason: "its data have changed since it was trained; --data FILE measures it on other rows")
    }
}

extension TrainedRun {
    /// Columns that metrics are measured by, each once.
    var groupColumns: [String] {
        spec.groupedMetrics.flatMap(\.columns).reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }
}

/// Metrics by groups of rows that arrive in parts: predictions and targets of all rows are kept.
private struct GroupsInParts {
    private let data: NewData
    private let metrics: [GroupedMetric]
    private var rows: ScoredRows?
    private var keys: [[String: String]] = []
    /// What to say of columns that the file does not have; nil when it has all of them.
    let warning: String?

    init(_ run: TrainedRun, _ data: NewData, _ path: String) {
        self.data = data
        metrics = run.spec.groupedMetrics.filter { $0.columns.allSatisfy(data.groupColumns.contains) }
        let missing = run.groupColumns.first { !data.groupColumns.contains($0) }
        warning = missing.map { "\(path) has no column '\($0)', so nothing is measured by it" }
    }

    mutating func add(_ part: NewData.Part) {
        guard !metrics.isEmpty else { return }
        let own = part.scored.inOriginalUnits(data.transform) ?? part.scored
        if rows == nil {
            rows = own
        } else {
            rows?.predictions += own.predictions
            rows?.targets += own.targets
        }
        for values in data.keys(of: part, data.groupColumns) {
            keys.append(Dictionary(zip(data.groupColumns, values)) { first, _ in first })
        }
    }

    var tables: [RunMetrics.GroupTable] {
        guard let rows else { return [] }
        return metrics.map { metric in
            let own = keys.map { row in metric.columns.map { row[$0] ?? "" } }
            return RunMetrics.GroupTable(
                metric: metric.metric.label, by: metric.columns,
                splits: ["data": GroupTables.table(metric, rows, own)])
        }
    }
}
