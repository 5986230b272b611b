import Data
import Spec
import Training

/// A rule about fields that must fit together although each is right by itself.
///
/// Lifetime: called once per reading, after the fields of the sections it needs were decoded without an error, before
/// any work, and once more when the data have been prepared. A check is a pure function; what it cannot know yet (row
/// counts of data that were never read) it does not judge.
package protocol SpecCheck: Sendable {
    /// The code of its findings, and the name of its fixture.
    static var code: String { get }
    /// The sections that must be right for the check to say something true.
    static var needs: Set<String> { get }
    static func findings(in subject: CheckSubject) -> [Diagnostic]
}

extension SpecCheck {
    /// All of them, unless a check says otherwise.
    package static var needs: Set<String> { ExperimentSpec.sections }
}

extension ExperimentSpec {
    static let sections = Set(FieldReader.fields(of: ExperimentSpec.self).map(\.name))
}

/// What the checks look at.
package struct CheckSubject: Sendable {
    package var spec: ExperimentSpec
    /// The specification in canonical form, every value with its origin.
    package var resolved: SpecNode
    /// The data part as it would run; nil when the data are not there to be looked at.
    package var data: DataPlan?
    /// The model with everything inferred; nil when the data's columns are not known.
    package var model: ModelPlan?
    /// Rows per part of the prepared data; nil before they are there.
    private var preparedRows: [String: Int]?

    package init(spec: ExperimentSpec, resolved: SpecNode, data: DataPlan?, model: ModelPlan?) {
        self.spec = spec
        self.resolved = resolved
        self.data = data
        self.model = model
    }

    /// What all checks find.
    var findings: [Diagnostic] { specChecks.flatMap { $0.findings(in: self) } }

    /// What the checks find now that the rows are counted, and could not find before; a run whose data are in the cache
    /// hears the same, only earlier.
    func findings(knowing data: PreparedData) -> [Diagnostic] {
        guard trainingRows == nil else { return [] }
        var later = self
        later.preparedRows = Dictionary(data.splits.map { ($0.name, $0.rows) }) { first, _ in first }
        let known = Set(findings)
        return later.findings.filter { !known.contains($0) }
    }

    /// What the predictions mean; nil when the target is not known.
    package var task: PredictionTask? { model?.task }
}

extension CheckSubject {
    /// Where a field was written, such as `train.early_stopping.patience`; the nearest section that was
    /// written when the field itself was not.
    func origin(of path: String) -> Origin {
        var node = resolved
        var origin = resolved.origin
        for key in path.split(separator: ".") {
            guard let next = node[String(key)] else { break }
            if next.origin != .defaultValue { origin = next.origin }
            node = next
        }
        return origin
    }

    /// A value of the specification in canonical form, defaults included; nil where there is none.
    func value(at path: String) -> SpecContent? {
        var node: SpecNode? = resolved
        for key in path.split(separator: ".") { node = node?[String(key)] }
        return node?.content
    }

    /// The parts of the split, as far as they are known from the specification.
    var partNames: [String] {
        data?.partNames ?? spec.data.partNames
    }

    /// Training rows, where known: of the prepared data, from the cache, or when the data are so small that looking at
    /// their start shows all of them.
    var trainingRows: Int? {
        if let rows = preparedRows?["train"] ?? data?.partRows["train"] { return rows }
        guard let rows = rowsBeforeSplit else { return nil }
        guard let split = spec.data.split.value as? RandomSplit else {
            return spec.data.split.value is NoSplit ? rows : nil
        }
        guard let sizes = try? split.partSizes(rows: rows) else { return nil }
        let training = spec.data.trainOn.value
        return zip(split.partNames, sizes).reduce(0) { $0 + (training.contains($1.0) ? $1.1 : 0) }
    }

    /// Rows that reach the split, where known without reading all of them.
    var rowsBeforeSplit: Int? {
        guard let source = data?.nodes.first, source.kind == .source else { return nil }
        let changesRows = spec.data.steps.contains { $0.value.preparation.changesRows }
        return changesRows ? nil : source.rows
    }

    /// Batches and steps of the training, where the training rows are known.
    var budget: TrainingBudget? {
        guard let rows = trainingRows, rows > 0 else { return nil }
        return TrainingBudget(rows: rows, train: spec.effectiveTrain)
    }

    /// Lengths of the training as schedules count them.
    var horizon: ScheduleHorizon? { budget?.horizon }

    /// The names an early-stopping monitor can have.
    var monitorNames: [String] {
        TrainingSession.columns(
            metrics: spec.numberMetrics, hasValidation: partNames.contains("val"), on: spec.train.metricsOn)
    }
}
