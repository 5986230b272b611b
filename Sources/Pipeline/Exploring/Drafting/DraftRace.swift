import Data
import Foundation
import Machine
import Spec
import Training

/// A model's figures over the rows that judged it.
struct RaceResult {
    var candidate: DraftCandidate
    /// The losses of the judged rows: squared errors, or minus the logarithms of their classes' probabilities.
    var losses: [Int: Double]
    /// Share of the rows whose class was right; nil of numbers.
    var accuracy: Double?
    /// Their mean, added up in the order of the rows: the same bits every time.
    var loss: Double {
        guard !losses.isEmpty else { return .infinity }
        return losses.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value } / Double(losses.count)
    }
}

/// Models against each other on the same folds of some of the rows, before one of them is written.
///
/// How much is done depends on the table alone, never on a clock: the same table has the same winner everywhere.
struct DraftRace {
    private(set) var results: [RaceResult] = []
    /// Why a model took no part, one sentence each.
    private(set) var remarks: [(model: DraftModel, text: String)] = []
    let rows: Int
    let split: DraftSplit
    let subject: DraftSubject
    /// Rows whose losses go together; empty where each stands for itself.
    let blocks: [Int: Int]
    private let table: Table
    private let environment: [String: String]
    /// Data that several models share, by the section `data`.
    private var prepared: [String: [PreparedData]] = [:]

    /// Rows that take part at most.
    private static let mostRows = 4000
    /// Numbers that a model may see at most in all its rows, once for each class.
    private static let mostNumbers = 800_000

    init(_ subject: DraftSubject, _ table: Table, environment: [String: String]) {
        self.subject = subject
        self.environment = environment
        let sample = Self.sample(table, subject)
        self.table = sample
        rows = sample.rowCount
        let whole = subject.split
        split =
            whole.isCrossValidation && sample.rowCount == table.rowCount
            ? whole
            : DraftSplit(rows: sample.rowCount, target: subject.target, columns: subject.columns).folds(3)
        blocks = Self.blocks(sample, subject, split)
    }

    /// Rows that stand for all: evenly spaced ones, or the latest of a series.
    private static func sample(_ table: Table, _ subject: DraftSubject) -> Table {
        var rows: [Int32] = (0..<Int32(table.rowCount)).map { $0 }
        if subject.target.missing > 0, let target = table[subject.target.name] {
            rows = rows.filter { !target.isMissing(Int($0)) }
        }
        let numbers = subject.target.classes.count > 2 ? mostNumbers / 2 : mostNumbers
        let most = min(mostRows, max(500, numbers / max(1, subject.width)))
        if rows.count > most {
            rows =
                subject.columns.isSeries
                ? Array(rows.suffix(most)) : (0..<most).map { rows[$0 * rows.count / most] }
        }
        return rows.count == table.rowCount ? table : table.gathering(rows)
    }

    /// Lets a model take part; what keeps it from that is remembered as a remark.
    mutating func enter(_ candidate: DraftCandidate) {
        do {
            results.append(try result(candidate))
        } catch {
            let reason = (error as? DataDiagnostics)?.all.first?.message ?? "\(error)"
            remark(candidate.model, "\(candidate.title(isClass: subject.target.isClass)): \(reason)")
        }
    }

    mutating func remark(_ model: DraftModel, _ text: String) { remarks.append((model, text)) }

    // MARK: Training

    private mutating func result(_ candidate: DraftCandidate) throws -> RaceResult {
        let text = DraftText(subject: subject, candidate: candidate, split: split, isRace: true).text
        let request = SpecRequest(
            input: .text(text, name: "draft.yaml"), path: "draft.yaml", overrides: [],
            environment: environment)
        let loaded = SpecReader.load(
            request.input, overrides: [], environment: environment, as: ExperimentSpec.self)
        guard let spec = loaded.value, let resolved = loaded.resolved, !loaded.diagnostics.hasErrors else {
            throw DataDiagnostics(loaded.diagnostics.all)
        }
        let key = resolved["data"]?.canonicalJSON ?? ""
        let data: [PreparedData]
        if let known = prepared[key] {
            data = known
        } else {
            var environment = request.dataEnvironment
            environment.cacheFolder = nil
            data = try spec.dataPipeline(environment).preparedFolds(table)
            prepared[key] = data
        }
        let checked = CheckedSpec(
            request: request,
            subject: CheckSubject(spec: spec, resolved: resolved, data: nil, model: nil), model: nil)
        let preparation = try RunPreparation(checked, data: data)
        var job = Job(
            preparation: preparation,
            trials: [JobTrial(checked: checked, resolved: ResolvedSpec(checked, name: "draft"))],
            detail: .record, objective: "val_loss")
        job.baselines = { _, _ in [] }
        let keeper = RaceKeeper(preparation)
        let training = JobTraining(job, keeper: keeper)
        while try training.advance() {}
        return try Self.judged(candidate, keeper.outcome, preparation)
    }

    private static func judged(
        _ candidate: DraftCandidate, _ outcome: Outcome, _ preparation: RunPreparation
    ) throws -> RaceResult {
        var result = RaceResult(candidate: candidate, losses: [:])
        var right = 0
        for (fold, known) in zip(preparation.folds, outcome.folds) {
            guard let found = known.predictions, let name = preparation.predictedSplit,
                let split = fold.data[split: name]
            else { throw TrainingError("its training came to no end") }
            let rows = found.inOriginalUnits(fold.data.targetTransform) ?? found
            let columns = rows.task.predictionColumns
            for (row, id) in split.rowIds.enumerated() {
                let predicted = rows.predictions[(row * columns)..<((row + 1) * columns)]
                let target = rows.targets[row]
                guard rows.task.isClassification else {
                    let error = (predicted.first ?? .nan) - (split.originalTargets?[row] ?? target)
                    result.losses[id] = error.isFinite ? error * error : .greatestFiniteMagnitude
                    continue
                }
                var probabilities = Array(predicted)
                if columns == 1 { probabilities = [1 - probabilities[0], probabilities[0]] }
                let label = Int(target)
                let own = probabilities.indices.contains(label) ? probabilities[label] : 0
                result.losses[id] = own.isFinite ? -log(max(own, 1e-6)) : 1e6
                if probabilities.max() == own { right += 1 }
            }
        }
        guard !result.losses.isEmpty else { throw TrainingError("no row was judged") }
        if preparation.model.task.isClassification {
            result.accuracy = Double(right) / Double(result.losses.count)
        }
        return result
    }
}

/// Keeps nothing but what is predicted.
private final class RaceKeeper: JobKeeper {
    private(set) var outcome: Outcome
    private let split: String?

    init(_ preparation: RunPreparation) {
        outcome = Outcome(folds: preparation.folds.count)
        split = preparation.predictedSplit
    }

    var isInterrupted: Bool { false }
    func stepsFinished(_ steps: StepLosses, of member: JobMember) {}
    func epochFinished(_ report: EpochReport, of member: JobMember) {}

    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws {
        let predictions = LazyPredictions(session, split: split)
        for (member, ending) in endings {
            try outcome.folds[member.fold.index].end(with: ending, in: session, predictions: predictions)
        }
    }
}
