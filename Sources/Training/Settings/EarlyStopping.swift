import Spec

/// When training ends before its budget because a number stopped improving, or stopped changing.
///
///     min, max:  value improves when it is better than the best so far by more than min_delta
///     change:    value counts as moving when |value - value of the epoch before| >= min_delta
///     training stops when `patience` epochs have passed without improvement (movement)
///
/// Patience counts epochs, also those between two validations: with `validate_every: 5`, patience 10 and the best value
/// in epoch 5, training stops after epoch 15.
///
/// Epochs up to `start_from_epoch` are not judged; `change` compares the first judged epoch with the last one
/// before it. "Step > 10 and the loss changed by less than 1e-6", the rule of a published lab with a full
/// batch, is `{monitor: train_loss, mode: change, min_delta: 1e-6, patience: 1, start_from_epoch: 10}`.
///
/// - Fields: monitor (train_loss, val_loss or val_<metric>; default val_loss), mode (auto, min, max or
///   change; auto takes the direction of the metric), patience (epochs, at least 1; without it there is no
///   early stopping), min_delta (default 0), restore_best (default false), start_from_epoch (default 0),
///   ties (first or last, default first)
/// - Limits: a NaN value is never an improvement and never a movement
/// - Source: Keras `EarlyStopping`; `change` is ours
package struct EarlyStopping: SpecSection, Hashable {
    package enum Mode: String, CaseIterable, Sendable {
        case auto
        case min
        case max
        case change
    }

    /// Which of epochs with the same value is the best.
    package enum Ties: String, CaseIterable, Sendable {
        case first
        case last
    }

    package var monitor: String
    package var mode: Mode
    package var patience: Int?
    package var minDelta: Double
    package var restoreBest: Bool
    package var startFromEpoch: Int
    package var ties: Ties
    package var monitorOrigin: Origin

    package init(
        monitor: String = "val_loss", mode: Mode = .auto, patience: Int? = nil, minDelta: Double = 0,
        restoreBest: Bool = false, startFromEpoch: Int = 0, ties: Ties = .first
    ) {
        self.monitor = monitor
        self.mode = mode
        self.patience = patience
        self.minDelta = minDelta
        self.restoreBest = restoreBest
        self.startFromEpoch = startFromEpoch
        self.ties = ties
        monitorOrigin = .defaultValue
    }

    package init(reading fields: inout FieldReader) {
        monitor = fields.string(
            "monitor", default: "val_loss",
            "What is watched: train_loss, val_loss, train_<metric> or val_<metric>.")
        mode = fields.choice(
            "mode", default: Mode.auto,
            "Whether smaller (min) or larger (max) is better; change stops when the value no longer moves.")
        patience = fields.optionalInt(
            "patience", in: .greaterOrEqual(1),
            "Epochs without improvement after which training stops, those between validations counted too; without it "
                + "nothing stops early.")
        minDelta = fields.double(
            "min_delta", default: 0, in: .nonNegative, "A smaller difference does not count.")
        restoreBest = fields.bool(
            "restore_best", default: false, "End with the weights of the best epoch instead of the last.")
        startFromEpoch = fields.int(
            "start_from_epoch", default: 0, in: .nonNegative, "Epochs before the watching begins.")
        ties = fields.choice(
            "ties", default: Ties.first,
            "Which of several epochs with the same best value counts as the best.")
        monitorOrigin = fields.origin(of: "monitor")
        if patience == nil, let given = firstFieldThatNeedsPatience {
            fields.report(
                Diagnostic(
                    "missing-field", "early stopping has '\(given)' but no 'patience'",
                    at: fields.origin(of: given), help: "add 'patience:' with a number of epochs"))
        }
    }

    package var isEnabled: Bool { patience != nil }

    /// A field with a value of its own; a resolved specification, where every default is written, has none.
    private var firstFieldThatNeedsPatience: String? {
        let standard = EarlyStopping()
        if monitor != standard.monitor { return "monitor" }
        if mode != standard.mode { return "mode" }
        if minDelta != standard.minDelta { return "min_delta" }
        if restoreBest != standard.restoreBest { return "restore_best" }
        if ties != standard.ties { return "ties" }
        return startFromEpoch != standard.startFromEpoch ? "start_from_epoch" : nil
    }
}
