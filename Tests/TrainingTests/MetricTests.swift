import Spec
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
            var weights: [Double]?
            var values: [String: Double?]

            var rows: ScoredRows {
                ScoredRows(
                    task: .regression(columns: columns), predictions: predictions, targets: targets,
                    weights: weights)
            }
        }

        struct Classes: Decodable {
            var name: String
            var classes: Int
            var isBinary: Bool
            var targets: [Double]
            var predictions: [Double]
            var weights: [Double]?
            var confusion: [[Double]]
            var values: [String: Double?]

            var rows: ScoredRows {
                ScoredRows(
                    task: isBinary ? .binary : .classes(count: classes), predictions: predictions,
                    targets: targets, weights: weights)
            }
        }

        var regression: [Regression]
        var classes: [Classes]
    }

    private static func numbers() throws -> Numbers { try Fixture.read("metrics.json", as: Numbers.self) }

    private static let regression: [any Metric] = [
        MeanSquaredErrorMetric(), RootMeanSquaredErrorMetric(), MeanAbsoluteErrorMetric(),
        MeanAbsolutePercentageErrorMetric(), SymmetricPercentageErrorMetric(), R2Metric(),
        ExplainedVarianceMetric(), MedianAbsoluteErrorMetric(), MaxErrorMetric(),
        RelativeErrorOfMeansMetric(), PinballMetric(), PinballMetric(quantile: 0.9),
        MeanSquaredLogarithmicErrorMetric(), RootMeanSquaredLogarithmicErrorMetric(),
        PoissonDevianceMetric(), GammaDevianceMetric(), TweedieDevianceMetric(),
        TweedieDevianceMetric(power: 1.1),
    ]
    private static let classification: [any Metric] =
        [
            AccuracyMetric(), BalancedAccuracyMetric(), LogLossMetric(), BrierMetric(),
            MatthewsCorrelationMetric(), CohenKappaMetric(), CohenKappaMetric(weighting: .linear),
            CohenKappaMetric(weighting: .quadratic), TopKAccuracyMetric(count: 1), TopKAccuracyMetric(),
            CalibrationErrorMetric(),
        ]
        + ([.automatic, .macro, .micro, .weighted] as [ClassAverage]).flatMap { average in
            [
                PrecisionMetric(average: average), RecallMetric(average: average),
                F1Metric(average: average), SpecificityMetric(average: average),
                RocAucMetric(average: average), PRAUCMetric(average: average),
            ] as [any Metric]
        }

    /// Every known value is compared, so that a label nobody answers to is noticed.
    private func compare(
        _ metrics: [any Metric], _ rows: ScoredRows, _ values: [String: Double?], _ name: String
    ) throws {
        for (label, known) in values.sorted(by: { $0.key < $1.key }) {
            let metric = try #require(metrics.first { $0.label == label }, "\(label)")
            let found = metric.value(of: rows)
            if let known {
                #expect(
                    abs(found - known) <= 1e-9 * max(1, abs(known)), "\(label) of \(name): \(found) \(known)")
            } else {
                #expect(found.isNaN, "\(label) of \(name): \(found)")
            }
        }
    }

    @Test func regressionEqualsScikitLearn() throws {
        for item in try Self.numbers().regression {
            try compare(Self.regression, item.rows, item.values, item.name)
        }
    }

    @Test func classificationEqualsScikitLearn() throws {
        for item in try Self.numbers().classes {
            try compare(Self.classification, item.rows, item.values, item.name)
            let table = ConfusionMatrixMetric().table(of: item.rows).values
            for (found, known) in zip(table.joined(), item.confusion.joined()) {
                #expect(abs(found - known) <= 1e-9 * max(1, known), "confusion_matrix of \(item.name)")
            }
            #expect(table.count == item.classes)
        }
    }

    /// What is added up in parts of 1, 2, 3 … rows is what all rows give at once.
    @Test func partsAddUpToTheWhole() throws {
        let numbers = try Self.numbers()
        let cases = numbers.regression.map { ($0.name, $0.rows, Self.regression) }
        let others = numbers.classes.map { ($0.name, $0.rows, Self.classification) }
        for (name, rows, metrics) in cases + others {
            for metric in metrics {
                guard var sums = metric.accumulator(for: rows.task) else { continue }
                #expect(sums.value.isNaN, "\(metric.label) without rows")
                for part in Self.parts(of: rows) { sums.add(part) }
                let whole = metric.value(of: rows)
                let isEqual =
                    whole.isNaN ? sums.value.isNaN : abs(sums.value - whole) <= 1e-9 * max(1, abs(whole))
                #expect(isEqual, "\(metric.label) of \(name): \(sums.value) in parts, \(whole) at once")
            }
        }
    }

    private static func parts(of rows: ScoredRows) -> [ScoredRows] {
        var parts: [ScoredRows] = []
        var start = 0
        while start < rows.rowCount {
            let end = min(start + parts.count + 1, rows.rowCount)
            let predictions = rows.task.predictionColumns
            let targets = rows.task.targetColumns
            parts.append(
                ScoredRows(
                    task: rows.task,
                    predictions: Array(rows.predictions[(start * predictions)..<(end * predictions)]),
                    targets: Array(rows.targets[(start * targets)..<(end * targets)]),
                    weights: rows.weights.map { Array($0[start..<end]) }))
            start = end
        }
        return parts
    }

    /// Ranks and medians need all rows; everything else is sums.
    @Test func onlyRanksAndMediansNeedAllRows() {
        let task = PredictionTask.regression(columns: 1)
        #expect(
            Self.regression.filter { $0.accumulator(for: task) == nil }.map(\.label) == [
                "median_absolute_error"
            ])
        let names = Set(
            Self.classification.filter { $0.accumulator(for: .binary) == nil }.map { type(of: $0).name })
        #expect(names == ["roc_auc", "pr_auc"])
    }

    /// Weights of 2 count as rows that are there twice.
    @Test func aWeightOfTwoIsTheRowTwice() throws {
        for item in try Self.numbers().classes where item.weights == nil {
            let rows = item.rows
            var weighted = rows
            weighted.weights = (0..<rows.rowCount).map { Double($0 % 2 + 1) }
            let columns = rows.task.predictionColumns
            let order = (0..<rows.rowCount).flatMap { Array(repeating: $0, count: $0 % 2 + 1) }
            let repeated = ScoredRows(
                task: rows.task,
                predictions: order.flatMap { rows.predictions[($0 * columns)..<(($0 + 1) * columns)] },
                targets: order.map { rows.targets[$0] })
            for metric in Self.classification {
                let found = metric.value(of: weighted)
                let known = metric.value(of: repeated)
                let isEqual = known.isNaN ? found.isNaN : abs(found - known) <= 1e-12
                #expect(isEqual, "\(metric.label) of \(item.name): \(found), repeated \(known)")
            }
        }
    }

    /// Means 3 and 2: |3 - 2| / 2 = 0.5, although no prediction is near its target.
    @Test func relativeErrorComparesMeans() {
        let rows = ScoredRows(task: .regression(columns: 1), predictions: [6, 0], targets: [0, 4])
        #expect(RelativeErrorOfMeansMetric().value(of: rows) == 0.5)
    }

    @Test func withoutRowsEverythingIsNaN() {
        let real = ScoredRows(task: .regression(columns: 1), predictions: [], targets: [])
        for metric in Self.regression {
            #expect(metric.value(of: real).isNaN, "\(metric.label)")
        }
        for task in [PredictionTask.binary, .classes(count: 3)] {
            let classes = ScoredRows(task: task, predictions: [], targets: [])
            for metric in Self.classification {
                #expect(metric.value(of: classes).isNaN, "\(metric.label)")
            }
        }
    }

    @Test func aNaNPredictionIsNeverGood() {
        let real = ScoredRows(task: .regression(columns: 1), predictions: [1, .nan], targets: [1, 2])
        for metric in Self.regression {
            #expect(metric.value(of: real).isNaN, "\(metric.label)")
        }
        let constant = ScoredRows(task: .regression(columns: 1), predictions: [1, .nan], targets: [1, 1])
        #expect(R2Metric().value(of: constant).isNaN)
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
        #expect(ConfusionMatrixMetric().refusal(for: .regression(columns: 1)) != nil)
        #expect(PrecisionMetric(average: .binary).refusal(for: .classes(count: 3)) != nil)
    }

    /// (1 + 2 + 6) / 3 = 3, with weights 1, 1, 2: (1 + 2 + 12) / 4; classes have no such mean.
    @Test("the mean prediction has no direction")
    func meanPrediction() {
        let metric = MeanPredictionMetric()
        var rows = ScoredRows(task: .regression(columns: 1), predictions: [1, 2, 6], targets: [0, 0, 0])
        #expect(metric.value(of: rows) == 3)
        rows.weights = [1, 1, 2]
        #expect(metric.value(of: rows) == 3.75)
        #expect(metric.value(of: ScoredRows(task: rows.task, predictions: [], targets: [])).isNaN)
        #expect(metric.direction == .undirected)
        #expect(metric.refusal(for: .binary) != nil)
    }

    /// Six rows, probabilities of class 1; class 0 is rarer:
    ///     class     0    0    1    1    1    1
    ///     p        0.2  0.7  0.9  0.6  0.4  0.8
    /// Class 1: TP 3, FP 1, FN 1, TN 1: precision 3/4, recall 3/4, f1 3/4, specificity 1/2.
    /// Class 0: TP 1, FP 1, FN 1, TN 3: precision 1/2, recall 1/2, f1 1/2, specificity 3/4.
    @Test("binary figures are about the positive class")
    func positiveClass() {
        var rows = ScoredRows(
            task: .binary, predictions: [0.2, 0.7, 0.9, 0.6, 0.4, 0.8], targets: [0, 0, 1, 1, 1, 1])
        let metrics: [any Metric] = [PrecisionMetric(), RecallMetric(), F1Metric(), SpecificityMetric()]
        #expect(metrics.map { $0.value(of: rows) } == [0.75, 0.75, 0.75, 0.5])
        let area = RocAucMetric().value(of: rows)
        rows.positiveClass = 0
        #expect(metrics.map { $0.value(of: rows) } == [0.5, 0.5, 0.5, 0.75])
        #expect(RocAucMetric().value(of: rows) == area)
        // From the highest 1 - p: 0.8 (0), 0.6 (1), 0.4 (1), 0.3 (0), …: 1/2 · 1 + 1/2 · 2/4.
        #expect(abs(PRAUCMetric().value(of: rows) - 0.75) < 1e-12)
        // Averages over both classes do not ask for it.
        let macro = F1Metric(average: .macro)
        let one = macro.value(of: rows)
        rows.positiveClass = 1
        #expect(macro.value(of: rows) == one)
        #expect(!macro.isOfPositiveClass && F1Metric().isOfPositiveClass)
    }

    /// Logarithms and powers that do not exist: a prediction of 0, a target of 0 or below.
    @Test("amounts that a deviance is not defined for give no number")
    func undefinedDeviances() {
        func value(_ metric: any Metric, prediction: Double, target: Double) -> Double {
            metric.value(
                of: ScoredRows(
                    task: .regression(columns: 1), predictions: [prediction], targets: [target]))
        }
        let deviances: [any Metric] = [
            PoissonDevianceMetric(), GammaDevianceMetric(), TweedieDevianceMetric(),
        ]
        for metric in deviances {
            #expect(value(metric, prediction: 0, target: 1).isNaN, "\(metric.label)")
            #expect(value(metric, prediction: 1, target: -1).isNaN, "\(metric.label)")
            #expect(value(metric, prediction: 2, target: 2) == 0, "\(metric.label)")
        }
        #expect(value(GammaDevianceMetric(), prediction: 1, target: 0).isNaN)
        // 2 (0 - 0 + 3)
        #expect(value(PoissonDevianceMetric(), prediction: 3, target: 0) == 6)
        #expect(value(MeanSquaredLogarithmicErrorMetric(), prediction: -1, target: 1).isNaN)
        #expect(value(RootMeanSquaredLogarithmicErrorMetric(), prediction: 1, target: -2).isNaN)
    }

    @Test("calibration errors of different bins have names of their own")
    func calibrationNames() {
        #expect(CalibrationErrorMetric().label == CalibrationErrorMetric.name)
        #expect(CalibrationErrorMetric(bins: 20).label == CalibrationErrorMetric.name + "_20")
    }

    /// A member that is listed but not compared would be missed here.
    @Test func everyMemberIsCompared() {
        let compared = Set((Self.regression + Self.classification).map { type(of: $0).name })
        #expect(
            compared.union(["confusion_matrix", "mase", "mean_prediction"])
                == Set(metricFamily.members.map { $0.name }))
    }
}
