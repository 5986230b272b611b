import Data
import Foundation
import Machine
import Runs
import Spec
import Training

/// Members of a blend trained once more, on the validation rows too.
///
/// The weights were found with models that had not seen those rows; models that have seen them are better ones. Each is
/// trained for as many epochs as it was kept after, without early stopping, since no rows are left to stop it by.
struct BlendRefit {
    /// A trial that was trained again.
    struct Member {
        let resolved: ResolvedSpec
        let preparation: RunPreparation
        let manifest: RunManifest
        /// What it takes to predict.
        let files: [RunFiles.File]

        /// Written out, as a member that predicts.
        func member(in folder: String, weight: Double, environment: [String: String]) throws -> BlendMember {
            let run = try TrainedRun(RunDirectory(path: folder), environment: environment)
            return BlendMember(run: run, data: [preparation.data], weight: weight)
        }
    }

    /// In the order of the places they were asked for.
    let members: [Member]

    /// - Parameter places: of the candidates that are trained again
    /// - Errors: `CommandFailure` for trials that cannot be trained on their validation rows
    init(
        _ candidates: BlendCandidates, _ places: [Int], environment: [String: String], output: CommandOutput
    ) throws {
        var data: [String: [PreparedData]] = [:]
        members = try places.map { place in
            let (candidate, record) = (candidates.members[place], candidates.records[place])
            guard candidate.data.count == 1 else {
                throw CommandFailure(
                    .command,
                    "the trials of \(candidates.sweepId) are cross-validations, whose models have seen all rows between "
                        + "them: leave --refit out")
            }
            let checked = try Self.checked(candidate.run, record, environment)
            let key = checked.subject.data?.nodes.last?.key ?? "trial \(record.number)"
            let own =
                try data[key]
                ?? checked.spec.dataPipeline(checked.request.dataEnvironment)
                .prepareFolds(progress: DownloadProgress.reporter(output))
            data[key] = own
            let preparation = try RunPreparation(checked, data: own)
            let resolved = ResolvedSpec(checked, name: checked.name)
            let training = RefitTraining(preparation, resolved, threads: candidates.threads)
            return Member(
                resolved: resolved, preparation: preparation,
                manifest: Self.manifest(candidate.run.manifest, preparation),
                files: try training.files(trial: record.number))
        }
    }

    /// The trial's specification with its validation rows among the training rows.
    private static func checked(
        _ run: TrainedRun, _ record: TrialRecord, _ environment: [String: String]
    ) throws -> CheckedSpec {
        // What is fitted to validation rows, or watches them, has none here; the blend has its own decision.
        var overrides = ["~train.early_stopping", "~train.checkpoint", "~calibrate", "~threshold"]
        let parts = run.spec.data.trainOn.value + ["val"]
        overrides.append("data.train_on=[" + parts.joined(separator: ", ") + "]")
        if run.spec.solver == nil { overrides.append("train.epochs=\(epochs(of: record, run.spec))") }
        let request = SpecRequest(
            path: run.directory.path, overrides: overrides, environment: environment)
        let reading = SpecReading(request)
        guard let checked = reading.checked else {
            let reason = reading.diagnostics.sorted().first { $0.severity == .error }?.message
            throw CommandFailure(
                .run,
                "trial \(record.number) cannot be trained again on its validation rows: "
                    + (reason ?? "its specification cannot be read"), status: .failed)
        }
        return checked
    }

    /// Those after which its weights were kept.
    private static func epochs(of record: TrialRecord, _ spec: ExperimentSpec) -> Int {
        let stopping = spec.train.earlyStopping
        let keepsBest = stopping.isEnabled && (spec.trees != nil || stopping.restoreBest)
        return max(1, (keepsBest ? record.bestEpoch : nil) ?? record.epochs)
    }

    private static func manifest(_ trial: RunManifest, _ preparation: RunPreparation) -> RunManifest {
        var manifest = trial
        manifest.note(
            preparation.data, parameters: preparation.model.parameterCount, preparation.checked.spec)
        manifest.epochs = preparation.checked.spec.effectiveTrain.epochs
        return manifest
    }
}

/// One training of one specification that leaves nothing but its files.
private final class RefitTraining: JobKeeper {
    private let preparation: RunPreparation
    private let threads: Int
    private let resolved: ResolvedSpec
    private var outcome = Outcome(folds: 1)

    let isInterrupted = false

    init(_ preparation: RunPreparation, _ resolved: ResolvedSpec, threads: Int) {
        self.preparation = preparation
        self.resolved = resolved
        self.threads = threads
    }

    /// - Parameter trial: its number, for a message
    func files(trial: Int) throws -> [RunFiles.File] {
        // The loss of rows that are not there: nothing is measured while it trains.
        let job = Job(
            preparation: preparation, trials: [JobTrial(checked: preparation.checked, resolved: resolved)],
            threads: threads, detail: .standard, objective: "val_loss")
        let training = JobTraining(job, keeper: self)
        _ = try training.advance()
        let results = RunFiles(
            preparation: preparation, spec: preparation.checked.spec, outcome: outcome,
            seconds: training.seconds, stepsPerSecond: nil)
        let models = try results.models()
        guard !models.isEmpty, let metrics = results.metrics else {
            let ending = outcome.results.first.map { "\($0.status)" } ?? "it did not begin"
            throw CommandFailure(
                .run, "trial \(trial), trained again on its validation rows, gave no model: \(ending)",
                status: .failed)
        }
        return models + [
            (RunFile.resolved, Data(resolved.text.utf8)), (RunFile.metrics, try RunJSON.encode(metrics)),
            (RunFile.preprocessing, try RunJSON.encode(preparation.data.preprocessing)),
        ]
    }

    func stepsFinished(_ steps: StepLosses, of member: JobMember) {}
    func epochFinished(_ report: EpochReport, of member: JobMember) {}

    func ended(_ endings: [(member: JobMember, ending: StackEnding)], in session: any TrialSession) throws {
        let predictions = LazyPredictions(session, split: preparation.predictedSplit)
        for (_, ending) in endings {
            try outcome.folds[0].end(with: ending, in: session, predictions: predictions)
        }
    }
}
