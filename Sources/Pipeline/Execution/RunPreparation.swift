import Data
import Foundation
import Kernels
import Spec
import Training

/// The data of a run in memory, and the settings its training needs.
struct RunPreparation {
    let checked: CheckedSpec
    /// The first fold's in a cross-validation.
    let data: PreparedData
    let model: ModelPlan
    /// The class, of two, that precision, recall and the like are about.
    let positive: PositiveClass?
    /// One, or every one of a cross-validation.
    private(set) var folds: [PreparedFold]
    /// Columns of the source that stand beside the predictions; nil for none.
    let kept: KeptColumns?
    /// Columns of the source that metrics are measured by; nil where none are, or they are not needed.
    var groupColumns: KeptColumns?
    /// Weights from elsewhere that trainings begin with.
    let start: FoundWeights?
    /// Warnings about the specification that only all rows could show.
    let findings: [Diagnostic]

    /// Reads the data, or takes them from the cache, and fits the model to what they turned out to be.
    ///
    /// - Errors: `DataDiagnostics` for errors of the specification that only all rows could show; what
    ///   the data module throws for files that cannot be read
    init(_ checked: CheckedSpec, progress: DataProgress?) throws {
        let spec = checked.spec
        try MemoryNeed(checked.subject, model: checked.model).check(checked.subject, model: checked.model)
        let pipeline = spec.dataPipeline(checked.request.dataEnvironment)
        let all = try pipeline.prepareFolds(progress: progress)
        let kept = try spec.predictions.flatMap { section in
            section.keep.isEmpty
                ? nil : try pipeline.keptColumns(section.keep, at: section.keepOrigin)
        }
        try self.init(checked, data: all, kept: kept)
        groupColumns = try Self.groupColumns(checked)
        guard !findings.contains(where: { $0.severity == .error }) else { throw DataDiagnostics(findings) }
    }

    /// The columns of the source that metrics are measured by, as texts; nil where there are none.
    static func groupColumns(_ checked: CheckedSpec) throws -> KeptColumns? {
        let metrics = checked.spec.groupedMetrics
        guard let origin = checked.spec.metrics.compactMap(\.grouping).first?.origin else { return nil }
        var names: [String] = []
        for name in metrics.flatMap(\.columns) where !names.contains(name) { names.append(name) }
        let pipeline = checked.spec.dataPipeline(checked.request.dataEnvironment)
        return try pipeline.keptColumns(names, at: origin)
    }

    /// On data that are there: one set, or one for each fold.
    init(_ checked: CheckedSpec, data all: [PreparedData], kept: KeptColumns? = nil) throws {
        let spec = checked.spec
        guard let first = all.first else { throw TrainingError("the split makes no folds") }
        data = first
        self.kept = kept
        self.checked = checked
        let positive = try PositiveClass.of(spec.data, in: all)
        self.positive = positive
        model = try Self.model(
            spec, features: data.featureColumns, target: data.target, positive: positive)
        start = try FoundWeights(spec, checked.request, model: model, features: first.featureNames)
        findings = checked.subject.findings(knowing: data)
        folds = try all.enumerated().map { index, data in
            PreparedFold(
                index: index, data: data,
                model: try Self.model(
                    spec, features: data.featureColumns, target: data.target, positive: positive),
                positive: positive)
        }
    }

    /// The model of a specification on such features.
    ///
    /// - Errors: `DataDiagnostics` for what does not fit
    static func model(
        _ spec: ExperimentSpec, features: [FeatureColumn], target kind: TargetKind, positive: PositiveClass?
    ) throws -> ModelPlan {
        var diagnostics = DiagnosticBag()
        let target: TargetForm
        var classNames: [String]?
        switch kind {
        case .real: target = .real(columns: spec.data.targets.value.count)
        case .classes(let names):
            target = .classes(count: names.count)
            classNames = names
        }
        let model = spec.inferModel(
            input: Shape([features.count]), columns: features, target: target, classNames: classNames,
            positive: positive?.name,
            diagnostics: &diagnostics)
        guard let model else {
            guard let names = classNames else { throw DataDiagnostics(diagnostics.all) }
            let shown = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " …" : "")
            throw DataDiagnostics(
                diagnostics.all.map { finding in
                    var finding = finding
                    finding.notes.append("the target has \(names.count) classes: \(shown)")
                    return finding
                })
        }
        return model
    }

    /// The same, going on from where an earlier attempt left the folds.
    ///
    /// - Parameter checkpoints: by the numbers of the folds
    func continuing(_ checkpoints: [Int: TrainingCheckpoint]) -> RunPreparation {
        var preparation = self
        for index in folds.indices { preparation.folds[index].checkpoint = checkpoints[folds[index].index] }
        return preparation
    }

    var isCrossValidation: Bool { folds.count > 1 }

    /// The split whose rows are predicted: the one nothing was tuned on.
    var predictedSplit: String? { isCrossValidation ? "val" : PredictionsFile.split(of: data) }

    /// What a training on a fold needs besides its data.
    func settings(on fold: PreparedFold, threads: Int, specification: String) -> TrainingSettings {
        let spec = checked.spec
        var settings = TrainingSettings(
            plan: fold.model, train: spec.effectiveTrain, metrics: spec.numberMetrics,
            tables: spec.tableMetrics, penalties: spec.penalties.map(\.value),
            elementType: spec.realType.elementType, threads: threads,
            targetTransform: fold.data.targetTransform, specification: specification)
        settings.targetNames = fold.data.targetNames
        settings.metricParts = spec.train.metricsOn
        settings.positiveClass = positive.index(in: fold.data.target)
        settings.threshold = spec.threshold?.value.fixed
        settings.start = start?.weights
        settings.keepsScoredRows = !spec.decision.isEmpty || !spec.groupedMetrics.isEmpty
        return settings
    }

    var budget: TrainingBudget {
        TrainingBudget(rows: data[split: "train"]?.rows ?? 0, train: checked.spec.effectiveTrain)
    }
}
