/// The value that decides which epoch is best and when to stop.
package struct Monitor: Hashable, Sendable {
    /// `train_loss`, `val_loss` or `val_<metric>`.
    package let name: String
    package let direction: MetricDirection
    package let settings: EarlyStopping

    /// - Errors: `TrainingError` when nothing produces the monitored value
    package init(settings: TrainingSettings, hasValidation: Bool) throws {
        let stopping = settings.train.earlyStopping
        let columns = TrainingSession.columns(metrics: settings.metrics, hasValidation: hasValidation)
        let standard = hasValidation ? "val_loss" : "train_loss"
        let name = stopping.isEnabled ? stopping.monitor : standard
        guard columns.contains(name) else {
            throw TrainingError(
                "early stopping watches '\(name)', but an epoch only gives \(columns.joined(separator: ", "))"
            )
        }
        self.name = name
        self.settings = stopping
        direction = Self.direction(of: name, mode: stopping.mode, metrics: settings.metrics)
    }

    /// Which way a value improves; `auto` and `change` take the metric's own direction.
    static func direction(of name: String, mode: EarlyStopping.Mode, metrics: [any Metric]) -> MetricDirection
    {
        switch mode {
        case .min: return .lowerIsBetter
        case .max: return .higherIsBetter
        case .auto, .change:
            let metric = metrics.first { "val_\($0.label)" == name }
            return metric?.direction ?? .lowerIsBetter
        }
    }
}
