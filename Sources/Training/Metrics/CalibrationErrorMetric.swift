import Spec

package struct CalibrationErrorMetric: AccumulatedMetric {
    package static let name = "expected_calibration_error"
    package static let aliases: [String] = ["ece"]
    package static let about = """
        How far the probability of the predicted class is from how often it is right.

            expected_calibration_error = Σ_b (n_b / n) |accuracy of bin b - mean confidence of bin b|
            confidence: the probability of the predicted class; bins of equal width over (0, 1]

        Bins are closed on the right. Lower is better; 0 means that of the rows predicted with 80 percent,
        80 percent are right.

        - Limits: an empty bin does not count; no rows or a NaN prediction → NaN
        - Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017,
          equation 3
        """
    package static let primaryField: String? = "bins"
    package let direction = MetricDirection.lowerIsBetter
    package let bins: Int

    package init(reading fields: inout FieldReader) {
        bins = fields.int(
            "bins", default: 15, in: .closed(1, 10_000),
            "How many bins of equal width; 15 is the paper's number.")
    }

    /// Another number of bins is another measure with a name of its own.
    package var label: String { bins == Self.standardBins ? Self.name : "\(Self.name)_\(bins)" }

    private static let standardBins = 15

    package init(bins: Int = 15) {
        self.bins = bins
    }

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func sums(for task: PredictionTask) -> any MetricAccumulator { CalibrationBins(count: bins) }
}

private struct CalibrationBins: MetricAccumulator {
    private var bins: [(weight: Double, right: Double, confidence: Double)]
    private var isUndefined = false

    init(count: Int) {
        bins = Array(repeating: (0, 0, 0), count: count)
    }

    mutating func add(_ rows: ScoredRows) {
        isUndefined = isUndefined || rows.hasNaNPredictions
        guard !isUndefined else { return }
        for (row, pair) in zip(rows.mostProbableClasses(), rows.targetClasses()).enumerated() {
            let weight = rows.weight(row)
            let confidence = rows.probability(row: row, of: pair.0)
            let place = Int((confidence * Double(bins.count)).rounded(.up)) - 1
            let bin = min(max(place, 0), bins.count - 1)
            bins[bin].weight += weight
            bins[bin].right += pair.0 == pair.1 ? weight : 0
            bins[bin].confidence += weight * confidence
        }
    }

    var value: Double {
        let weight = bins.reduce(0) { $0 + $1.weight }
        guard !isUndefined, weight > 0 else { return .nan }
        return bins.reduce(0) { $0 + abs($1.right - $1.confidence) } / weight
    }
}
