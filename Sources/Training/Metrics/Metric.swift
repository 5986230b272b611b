import Spec

/// Which way a metric improves.
package enum MetricDirection: String, Sendable {
    case lowerIsBetter = "min"
    case higherIsBetter = "max"
}

/// A number that says how good predictions are.
///
/// Lifetime: read from the specification once; `refusal(for:)` is asked once, when the plan is checked;
/// `value(of:)` is called after each epoch on the validation rows and once per split when training ends, on
/// one thread. A metric holds no state: the same rows give the same number, in double precision.
///
/// Every metric is NaN without rows and when some prediction is NaN; the loop never stops for it.
package protocol Metric: SpecComponent {
    /// The name in files and columns, such as `r2` or `f1_macro`.
    var label: String { get }
    var direction: MetricDirection { get }
    /// One clause saying why the metric cannot be computed for this task, or nil when it can:
    /// "needs classes, but the target is a real number".
    func refusal(for task: PredictionTask) -> String?
    /// The metric over all rows; the caller has checked that `refusal` is nil.
    func value(of rows: ScoredRows) -> Double
}

/// The two refusals most metrics share, worded once.
enum MetricRefusal {
    static func unlessRegression(_ task: PredictionTask) -> String? {
        task.isClassification ? "needs a real target, but the target is a class" : nil
    }

    static func unlessClassification(_ task: PredictionTask) -> String? {
        task.isClassification ? nil : "needs a class as target, but the target is a real number"
    }
}
