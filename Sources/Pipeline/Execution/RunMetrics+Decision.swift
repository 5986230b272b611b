import Runs
import Training

/// What was fitted to predictions: `Decision` is that of `metrics.json` inside of `RunMetrics`.
typealias TrainingDecision = Training.Decision

extension RunMetrics.Decision {
    /// - Parameter part: the rows it was fitted to
    init(_ decision: TrainingDecision, fittedOn part: String) {
        func number(_ value: Double) -> Double? { value.isFinite ? value : nil }
        func change(_ found: TrainingDecision.Change?) -> Change? {
            found.map { Change(before: number($0.before), after: number($0.after)) }
        }
        let isFitted = decision.rows > 0
        self.init(
            threshold: decision.threshold, temperature: decision.temperature,
            fittedOn: isFitted ? part : nil, rows: isFitted ? decision.rows : nil,
            maximized: decision.maximized, logLoss: change(decision.logLoss),
            calibrationError: change(decision.calibrationError))
        if let value = decision.value, let half = decision.valueAtHalf {
            figure = Change(before: number(half), after: number(value))
        }
    }

    /// What is applied to predictions of new rows.
    var fitted: TrainingDecision { TrainingDecision(temperature: temperature, threshold: threshold) }
}
