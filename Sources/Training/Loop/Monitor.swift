/// A number of each epoch that something depends on: which epoch is best, when to stop, when to lower the rate.
package struct Monitor: Hashable, Sendable {
    /// `train_loss`, `val_loss`, or `train_<metric>`, `val_<metric>`.
    package let name: String
    package let direction: MetricDirection
    /// Whether it needs the metrics of the training rows after every epoch.
    let watchesTraining: Bool

    /// `train_<metric>`; the loss of the steps is there anyway.
    package static func isOfTraining(_ name: String) -> Bool {
        name.hasPrefix("train_") && name != "train_loss"
    }

    /// - Parameter name: nil for `val_loss`, or `train_loss` without validation rows
    /// - Parameter user: who watches, for the message
    /// - Errors: `TrainingError` when nothing produces the monitored value
    init(
        _ name: String?, mode: EarlyStopping.Mode, user: String, settings: TrainingSettings,
        hasValidation: Bool
    ) throws {
        let columns = TrainingSession.columns(
            metrics: settings.metrics, hasValidation: hasValidation,
            on: settings.metricParts.union(settings.train.metricsOn))
        let chosen = name ?? (hasValidation ? "val_loss" : "train_loss")
        guard columns.contains(chosen) else {
            throw TrainingError(
                "\(user) watches '\(chosen)', but an epoch only gives \(columns.joined(separator: ", "))")
        }
        self.name = chosen
        watchesTraining = Self.isOfTraining(chosen)
        direction = Self.direction(of: chosen, mode: mode, metrics: settings.metrics)
    }

    /// Which way a value improves; `auto` and `change` take the metric's own direction.
    static func direction(of name: String, mode: EarlyStopping.Mode, metrics: [any Metric]) -> MetricDirection
    {
        switch mode {
        case .min: return .lowerIsBetter
        case .max: return .higherIsBetter
        case .auto, .change:
            let metric = metrics.first { ["val_" + $0.label, "train_" + $0.label].contains(name) }
            return metric?.direction ?? .lowerIsBetter
        }
    }
}

/// Everything that watches an epoch's numbers.
struct Monitors {
    let stopping: Monitor
    /// Decides which epoch is best, when `checkpoint.monitor` names something of its own.
    let ownBest: Monitor?
    /// One per trial, nil for schedules that watch nothing.
    let plateaus: [Monitor?]

    /// Whether anything watches a metric of the training rows.
    var watchTraining: Bool {
        ([stopping] + [ownBest].compactMap { $0 } + plateaus.compactMap { $0 }).contains(
            where: \.watchesTraining)
    }

    /// What `bestEpoch` is the best of.
    var best: Monitor { ownBest ?? stopping }

    init(settings: TrainingSettings, schedules: [any Schedule], hasValidation: Bool) throws {
        let train = settings.train
        let early = train.earlyStopping
        stopping = try Monitor(
            early.isEnabled ? early.monitor : nil, mode: early.isEnabled ? early.mode : .auto,
            user: "early stopping", settings: settings, hasValidation: hasValidation)
        ownBest = try train.checkpoint.monitor.map { name in
            try Monitor(
                name, mode: EarlyStopping.Mode(rawValue: train.checkpoint.mode.rawValue) ?? .auto,
                user: "'checkpoint'", settings: settings, hasValidation: hasValidation)
        }
        plateaus = try schedules.map { schedule in
            try (schedule as? PlateauSchedule).map { plateau in
                try Monitor(
                    plateau.monitor, mode: EarlyStopping.Mode(rawValue: plateau.mode.rawValue) ?? .auto,
                    user: "the schedule", settings: settings, hasValidation: hasValidation)
            }
        }
    }
}
