import Testing
import Training

@Suite("Metrics")
struct MetricTests {
    /// `Fixtures/metrics.json`, written by Tests/References/training_metrics.py with scikit-learn.
    struct Numbers: Decodable {
        struct Regression: Decodable {
            var name: String
            var columns: Int
            var targets: [Double]
            var predictions: [Double]
            var values: [String: Double?]
        }

        struct Classes: Decodable {
            var name: String
            var classes: Int
            var targets: [Double]
            var predictions: [Double]
            var values: [String: Double?]
        }

        var regression: [Regression]
        var binary: [Classes]
        var classes: [Classes]
    }

    private static func numbers() throws -> Numbers { try Fixture.read("metrics.json", as: Numbers.self) }

    private static let regression: [any Metric] = [
        MeanSquaredErrorMetric(), RootMeanSquaredErrorMetric(), MeanAbsoluteErrorMetric(),
        DeterminationMetric(),
    ]
    private static let classification: [any Metric] = [
        AccuracyMetric(), LogLossMetric(), RocAucMetric(), PrecisionMetric(), RecallMetric(), FOneMetric(),
        FOneMetric(average: .macro),
    ]

    private func compare(
        _ metrics: [any Metric], _ rows: ScoredRows, _ values: [String: Double?], _ name: String
    ) {
        for metric in metrics {
            guard let known = values[metric.label] else { continue }
            let found = metric.value(of: rows)
            if let known {
                #expect(abs(found - known) <= 1e-9 * max(1, abs(known)), "\(metric.label) of \(name)")
            } else {
                #expect(found.isNaN, "\(metric.label) of \(name)")
            }
        }
    }

    @Test func regressionEqualsScikitLearn() throws {
        for item in try Self.numbers().regression {
            let rows = ScoredRows(
                task: .regression(columns: item.columns), predictions: item.predictions, targets: item.targets
            )
            compare(Self.regression, rows, item.values, item.name)
        }
    }

    @Test func twoClassesEqualScikitLearn() throws {
        for item in try Self.numbers().binary {
            let rows = ScoredRows(task: .binary, predictions: item.predictions, targets: item.targets)
            compare(Self.classification, rows, item.values, item.name)
        }
    }

    @Test func manyClassesEqualScikitLearn() throws {
        for item in try Self.numbers().classes {
            let rows = ScoredRows(
                task: .classes(count: item.classes), predictions: item.predictions, targets: item.targets)
            compare(Self.classification, rows, item.values, item.name)
        }
    }

    /// Means 3 and 2: |3 - 2| / 2 = 0.5, although no prediction is near its target.
    @Test func relativeErrorComparesMeans() {
        let rows = ScoredRows(task: .regression(columns: 1), predictions: [6, 0], targets: [0, 4])
        #expect(RelativeErrorOfMeansMetric().value(of: rows) == 0.5)
    }

    @Test func withoutRowsEverythingIsNaN() {
        let real = ScoredRows(task: .regression(columns: 1), predictions: [], targets: [])
        for metric in Self.regression + [RelativeErrorOfMeansMetric()] {
            #expect(metric.value(of: real).isNaN, "\(metric.label)")
        }
        let classes = ScoredRows(task: .binary, predictions: [], targets: [])
        for metric in Self.classification {
            #expect(metric.value(of: classes).isNaN, "\(metric.label)")
        }
    }

    @Test func aNaNPredictionIsNeverGood() {
        let real = ScoredRows(task: .regression(columns: 1), predictions: [1, .nan], targets: [1, 2])
        for metric in Self.regression + [RelativeErrorOfMeansMetric()] {
            #expect(metric.value(of: real).isNaN, "\(metric.label)")
        }
        let classes = ScoredRows(task: .binary, predictions: [0.2, .nan], targets: [0, 0])
        for metric in Self.classification {
            #expect(metric.value(of: classes).isNaN, "\(metric.label)")
        }
    }

    @Test func metricsRefuseTargetsTheyDoNotSuit() {
        for metric in Self.regression {
            #expect(metric.refusal(for: .binary) != nil, "\(metric.label)")
            #expect(metric.refusal(for: .regression(columns: 2)) == nil, "\(metric.label)")
        }
        for metric in Self.classification {
            #expect(metric.refusal(for: .regression(columns: 1)) != nil, "\(metric.label)")
            #expect(metric.refusal(for: .binary) == nil, "\(metric.label)")
        }
        #expect(PrecisionMetric(average: .binary).refusal(for: .classes(count: 3)) != nil)
    }
}
