import Spec
import Testing
import Training

/// What is fitted to predictions after the training: `Fixtures/decisions.json`, written by
/// Tests/References/training_decisions.py with scikit-learn and scipy.
@Suite("Thresholds and temperatures")
struct DecisionTests {
    struct Numbers: Decodable {
        struct Temperature: Decodable {
            var name: String
            var classes: Int
            var isBinary: Bool
            var targets: [Double]
            var predictions: [Double]
            var temperature: Double
            var before: Double
            var after: Double
            var scaled: [Double]

            var rows: ScoredRows {
                ScoredRows(
                    task: isBinary ? .binary : .classes(count: classes), predictions: predictions,
                    targets: targets)
            }
        }

        struct Threshold: Decodable {
            var name: String
            var spec: String
            var targets: [Double]
            var predictions: [Double]
            var threshold: Double
            var value: Double
            var holds: Bool
            var half: Double

            var rows: ScoredRows {
                ScoredRows(task: .binary, predictions: predictions, targets: targets)
            }
        }

        var temperatures: [Temperature]
        var thresholds: [Threshold]
    }

    private struct Section: SpecSection {
        let threshold: ThresholdRule?

        init(reading fields: inout FieldReader) {
            threshold = fields.optionalValue("threshold", of: ThresholdRule.self, "A threshold.")
        }
    }

    private static func numbers() throws -> Numbers { try Fixture.read("decisions.json", as: Numbers.self) }

    private func rule(_ text: String) throws -> ThresholdRule {
        let loaded = SpecReader.load(.text("threshold: \(text)\n", name: "case.yaml"), as: Section.self)
        #expect(!loaded.diagnostics.hasErrors, "\(loaded.text())")
        return try #require(loaded.value?.threshold)
    }

    private func complaint(_ text: String) -> String {
        SpecReader.load(.text("threshold: \(text)\n", name: "case.yaml"), as: Section.self).text()
    }

    @Test func temperaturesHaveTheLeastLogLoss() throws {
        for item in try Self.numbers().temperatures {
            let decision = DecisionSettings(calibrates: true).fit(item.rows)
            let temperature = try #require(decision.temperature)
            #expect(abs(temperature / item.temperature - 1) < 1e-5, "\(item.name)")
            #expect(abs((decision.logLoss?.before ?? .nan) - item.before) < 1e-9, "\(item.name)")
            #expect(abs((decision.logLoss?.after ?? .nan) - item.after) < 1e-9, "\(item.name)")
            let scaled = Temperature.scaled(item.rows, by: item.temperature)
            let differences = zip(scaled, item.scaled).map { abs($0 - $1) }
            #expect((differences.max() ?? .nan) < 1e-9, "\(item.name)")
            // The most probable class stays the same, and so does every order of rows of two classes.
            #expect(decision.applied(to: item.rows).predictedClasses() == item.rows.predictedClasses())
        }
    }

    @Test func thresholdsAreTheBestOfAll() throws {
        for item in try Self.numbers().thresholds {
            let decision = DecisionSettings(threshold: try rule(item.spec)).fit(item.rows)
            #expect(abs((decision.threshold ?? .nan) - item.threshold) < 1e-12, "\(item.name)")
            #expect(abs((decision.value ?? .nan) - item.value) < 1e-12, "\(item.name)")
            #expect(abs((decision.valueAtHalf ?? .nan) - item.half) < 1e-12, "\(item.name)")
            #expect(decision.keepsLeasts == item.holds, "\(item.name)")
        }
    }

    /// Turning the classes around turns the probabilities around, and nothing else.
    @Test func theThresholdIsAboutThePositiveClass() throws {
        let item = try #require(try Self.numbers().thresholds.first)
        let settings = DecisionSettings(threshold: try rule(item.spec))
        var turned = item.rows
        turned.predictions = turned.predictions.map { 1 - $0 }
        turned.targets = turned.targets.map { 1 - $0 }
        turned.positiveClass = 0
        let decision = settings.fit(turned)
        #expect(abs((decision.threshold ?? .nan) - item.threshold) < 1e-12)
        let classes = decision.applied(to: turned).predictedClasses()
        #expect(classes.map { 1 - $0 } == settings.fit(item.rows).applied(to: item.rows).predictedClasses())
        // The same with a number for each class.
        let wide = ScoredRows(
            task: .classes(count: 2), predictions: item.predictions.flatMap { [1 - $0, $0] },
            targets: item.targets)
        #expect(settings.fit(wide).threshold == settings.fit(item.rows).threshold)
    }

    /// Probabilities 0.2 0.4 0.6, threshold 0.4: from it on, itself included.
    @Test func aThresholdIncludesItself() {
        var rows = ScoredRows(task: .binary, predictions: [0.2, 0.4, 0.6], targets: [0, 0, 1])
        #expect(rows.predictedClasses() == [0, 0, 1])
        rows.threshold = 0.4
        #expect(rows.predictedClasses() == [0, 1, 1])
        #expect(AccuracyMetric().value(of: rows) == 2.0 / 3)
        rows.positiveClass = 0
        // p(0): 0.8 0.6 0.4
        #expect(rows.predictedClasses() == [0, 0, 0])
        // How certain predictions are has nothing to do with the threshold.
        let own = CalibrationErrorMetric().value(of: rows)
        rows.threshold = nil
        #expect(CalibrationErrorMetric().value(of: rows) == own)
    }

    @Test func withoutBothClassesNothingIsChosen() throws {
        let rows = ScoredRows(task: .binary, predictions: [0.2, 0.7], targets: [1, 1])
        #expect(DecisionSettings(threshold: try rule("{maximize: f1}")).fit(rows).threshold == nil)
        let none = ScoredRows(task: .binary, predictions: [], targets: [])
        #expect(DecisionSettings(calibrates: true).fit(none).temperature == nil)
        let unknown = ScoredRows(task: .binary, predictions: [.nan, 0.5], targets: [0, 1])
        #expect(DecisionSettings(calibrates: true).fit(unknown).temperature == nil)
        #expect(DecisionSettings(threshold: try rule("{maximize: f1}")).fit(unknown).threshold == nil)
    }

    @Test func certainProbabilitiesStayNumbers() throws {
        let rows = ScoredRows(task: .binary, predictions: [0, 1, 1, 0], targets: [0, 1, 1, 1])
        let decision = DecisionSettings(calibrates: true, threshold: try rule("{maximize: accuracy}")).fit(
            rows)
        let applied = decision.applied(to: rows)
        #expect(applied.predictions.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 })
        #expect((decision.logLoss?.after ?? .nan) < (decision.logLoss?.before ?? .nan))
    }

    @Test("what a threshold cannot be is said")
    func complaints() throws {
        #expect(try rule("0.25").fixed == 0.25)
        #expect(try rule("{maximize: {f1: macro}}").search?.maximized?.label == "f1_macro")
        #expect(complaint("1.5").contains("'threshold' must be >= 0 and <= 1, found 1.5"))
        #expect(complaint("f1").contains("expected a number between 0 and 1, or a map"))
        #expect(complaint("{maximize: roc_auc}").contains("a threshold changes nothing about 'roc_auc'"))
        #expect(complaint("{maximize: mae}").contains("a threshold changes nothing about 'mae'"))
        #expect(complaint("{maximize: f1, at_least: {precison: 1}}").contains("did you mean 'precision'?"))
        #expect(complaint("{maximise: f1}").contains("did you mean 'maximize'?"))
        #expect(complaint("{at_least: {recall: 0.5}}").contains("maximize"))
    }
}

@Suite("Metrics by groups")
struct GroupedMetricTests {
    /// Errors 1, 2, 3, 6 in groups b, a, b, a: means 4 and 2; numbers are ordered by size.
    @Test func everyGroupHasItsOwnFigure() throws {
        let rows = ScoredRows(
            task: .regression(columns: 1), predictions: [1, 2, 3, 6], targets: [0, 0, 0, 0])
        let metric = GroupedMetric(metric: MeanAbsoluteErrorMetric(), columns: ["key"])
        let groups = try #require(metric.groups(of: rows, keys: [["b"], ["a"], ["b"], ["a"]]))
        #expect(groups.map(\.values) == [["a"], ["b"]])
        #expect(groups.map(\.value) == [4, 2])
        #expect(groups.map(\.rows) == [2, 2])
        let numbers = try #require(metric.groups(of: rows, keys: [["10"], ["9"], ["-1"], ["none"]]))
        #expect(numbers.map(\.values) == [["-1"], ["9"], ["10"], ["none"]])
        let both = try #require(
            metric.groups(of: rows, keys: [["x", "2"], ["x", "1"], ["w", "1"], ["x", "1"]]))
        #expect(both.map(\.values) == [["w", "1"], ["x", "1"], ["x", "2"]])
        #expect(both.map(\.value) == [3, 4, 1])
    }

    @Test func aColumnOfNamesMakesNoTable() {
        let count = GroupedMetric.mostGroups + 1
        let rows = ScoredRows(
            task: .regression(columns: 1), predictions: [Double](repeating: 1, count: count),
            targets: [Double](repeating: 0, count: count))
        let metric = GroupedMetric(metric: MeanAbsoluteErrorMetric(), columns: ["id"])
        #expect(metric.groups(of: rows, keys: (0..<count).map { ["\($0)"] }) == nil)
    }

    @Test func gatheredRowsKeepEverything() {
        var rows = ScoredRows(
            task: .classes(count: 3), predictions: [0.1, 0.2, 0.7, 0.5, 0.3, 0.2], targets: [2, 0],
            weights: [1, 2])
        rows.threshold = 0.3
        let part = rows.gathering([1])
        #expect(part.predictions == [0.5, 0.3, 0.2])
        #expect(part.targets == [0] && part.weights == [2] && part.threshold == 0.3)
    }
}
