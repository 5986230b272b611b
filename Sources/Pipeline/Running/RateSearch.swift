import Data
import Foundation
import Runs
import Spec
import Training

/// `assay run SPEC --lr-find`: a hundred steps with a climbing learning rate. Makes no run directory.
package enum RateSearch {
    package static func perform(_ request: RunRequest, output: CommandOutput) -> CommandStatus {
        var specification = SpecRequest(path: request.specification, overrides: request.overrides)
        specification.runsFolder = request.runsFolder
        let reading = SpecReading(
            specification, fetching: .allowed(DownloadProgress.reporter(output)))
        let problem = output.report(reading)
        guard let checked = reading.checked else { return problem ?? .invalid }
        guard checked.spec.trees == nil else {
            return output.fail(
                CommandFailure(.command, "trees have no learning rate that a test of a few steps could find"))
        }
        guard checked.spec.solver == nil else {
            return output.fail(
                CommandFailure(.command, "a specification with a 'solver' has no learning rate"))
        }
        return output.catching(reading.sources) {
            let preparation = try RunPreparation(checked, progress: DownloadProgress.reporter(output))
            let result = try test(
                preparation, threads: ThreadCount.of(request.threads, checked.spec))
            if output.isJSON {
                output.results.line(String(decoding: try RunJSON.encode(result), as: UTF8.self))
            } else {
                for line in result.lines() { output.results.line(line) }
            }
            return .done
        }
    }

    /// Trains on the training rows alone while the rate climbs.
    static func test(_ preparation: RunPreparation, threads: Int) throws -> RateRangeTest {
        let range = RateRange()
        var settings = preparation.settings(
            on: preparation.folds[0], threads: threads, specification: "")
        settings.train.epochs = nil
        settings.train.maxSteps = range.count
        settings.train.accumulate = 1
        settings.train.earlyStopping = EarlyStopping()
        settings.train.checkpoint = CheckpointSection()
        settings.metrics = []
        settings.tables = []
        let spec = preparation.checked.spec
        let trial = TrialSettings(seed: spec.seed, optimizer: spec.optimizer.value, schedule: range)
        let session = try TrainingSession(
            settings: settings, trials: [trial], splits: preparation.data.splits.filter { $0.name == "train" }
        )
        let observer = LossCollector()
        _ = try session.run(observer: observer)
        let horizon = preparation.budget.horizon
        let rates = observer.losses.indices.map { range.rate(base: 1, step: $0, horizon: horizon) }
        return RateRangeTest(rates: rates, losses: observer.losses)
    }
}

/// Keeps every step's loss and nothing else.
private final class LossCollector: TrainingObserver {
    private(set) var losses: [Double] = []

    func stepsFinished(_ steps: StepLosses) { losses += steps.losses }
    func epochFinished(_ report: EpochReport) {}
    func stepFinished(_ step: Int) -> TrainingRequest { .proceed }
    func checkpointReady(_ checkpoint: TrainingCheckpoint) {}
}
