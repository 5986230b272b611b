import Training

/// Lets a session train one round for every line of standard input, and replies `STEPS SECONDS LOSS`.
///
/// The clock runs inside a round only: order of rows, steps, schedule and the bookkeeping of the loop.
final class RoundObserver: TrainingObserver {
    private let epochsPerRound: Int
    private var epochs = 0
    private var firstStep = 0
    private var started: ContinuousClock.Instant?
    private var isDone = false

    init(epochsPerRound: Int) {
        self.epochsPerRound = epochsPerRound
    }

    func stepsFinished(_ steps: StepLosses) {}

    func epochFinished(_ report: EpochReport) {
        guard report.trial == 0 else { return }
        epochs += 1
        guard epochs.isMultiple(of: epochsPerRound) else { return }
        reply(report)
        isDone = readLine() == nil
        firstStep = report.step
        started = ContinuousClock.now
    }

    func stepFinished(_ step: Int) -> TrainingRequest { isDone ? .interrupt : .proceed }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) {}

    /// The first round is the warm-up: it is answered with `ready`.
    private func reply(_ report: EpochReport) {
        if let started {
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            print(report.step - firstStep, seconds, report["train_loss"] ?? .nan)
        } else {
            print("ready")
        }
        fflushOutput()
    }
}
