import Spec

/// Which way a metric improves.
package enum MetricDirection: String, Sendable {
    case lowerIsBetter = "min"
    case higherIsBetter = "max"
    /// A quantity that is looked at and has no better or worse.
    case undirected = "none"
}

/// A member of the family `metric`: a `Metric`, which is one number, or a `TableMetric`.
///
/// Lifetime: read from the specification once; `refusal(for:)` is asked once, when the plan is checked.
package protocol Measure: SpecComponent {
    /// The name in files and columns, such as `r2` or `f1_macro`.
    var label: String { get }
    /// One clause saying why it cannot be computed for this task, or nil when it can:
    /// "needs classes, but the target is a real number".
    func refusal(for task: PredictionTask) -> String?
}

extension Measure {
    package var label: String { Self.name }
}

/// A number that says how good predictions are.
///
/// Lifetime: `value(of:)` is called after each epoch on the validation rows and once per split when training
/// ends, on one thread. A metric holds no state: the same rows give the same number, in double precision. The
/// caller has checked that `refusal` is nil.
///
/// Rows that carry weights count by their weight, as with scikit-learn's `sample_weight`. Every metric is NaN
/// without rows and when some prediction is NaN; the loop never stops for it.
package protocol Metric: Measure {
    var direction: MetricDirection { get }
    /// Whether, with two classes, it is about the positive one: its name is shown beside the figure.
    var isOfPositiveClass: Bool { get }
    /// Whether it compares with forecasts of a series, so that the order of the rows must be an order of time.
    var needsSeries: Bool { get }
    /// The metric over all rows.
    func value(of rows: ScoredRows) -> Double
    /// What gives the metric of rows that arrive in parts, in memory that does not grow with them; nil when
    /// all rows must be there at once (ranks, medians).
    func accumulator(for task: PredictionTask) -> (any MetricAccumulator)?
}

extension Metric {
    package var isOfPositiveClass: Bool { false }
    package var needsSeries: Bool { false }
}

/// Sums over rows that give a metric in the end.
///
/// Lifetime: made by `Metric.accumulator(for:)`; `add` once per part, in order; `value` at any time.
package protocol MetricAccumulator {
    mutating func add(_ rows: ScoredRows)
    /// NaN before any row was added.
    var value: Double { get }
}

/// A metric that sums give: whole and in parts are one piece of code.
package protocol AccumulatedMetric: Metric {
    func sums(for task: PredictionTask) -> any MetricAccumulator
}

extension AccumulatedMetric {
    package func value(of rows: ScoredRows) -> Double {
        var sums = sums(for: rows.task)
        sums.add(rows)
        return sums.value
    }

    package func accumulator(for task: PredictionTask) -> (any MetricAccumulator)? { sums(for: task) }
}

/// A metric of real targets.
package protocol RegressionMetric: Metric {}

extension RegressionMetric {
    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessRegression(task) }
}

/// A measure that is a table, written into `metrics.json` for every split when training ends.
package protocol TableMetric: Measure {
    func table(of rows: ScoredRows) -> MetricTable
}

/// Numbers per pair of classes.
package struct MetricTable: Hashable, Sendable {
    /// One row per class of the target, one column per predicted class.
    package var values: [[Double]]

    /// Entry by entry; both are of the same classes.
    func adding(_ other: MetricTable) -> MetricTable {
        MetricTable(values: zip(values, other.values).map { zip($0, $1).map { $0 + $1 } })
    }
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
