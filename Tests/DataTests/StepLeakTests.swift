import Data
import Spec
import TestSupport
import Testing

/// Every registered step, alone: whatever stands in rows that are not for training, the training rows look the same
/// after it, and so does its state.
@Suite("No step leaks")
struct StepLeakTests {
    /// Further ways of the same steps.
    private static let others = [
        "{impute: {columns: income, strategy: mean, indicator: true}}",
        "{impute: {columns: income, strategy: most_frequent}}",
        "{impute: {columns: income, strategy: ffill}}",
        "{impute: {columns: income, strategy: ffill, group: city}}",
        "{impute: {columns: income, strategy: constant, value: 3}}",
        "{outliers: {columns: [area, rooms], method: zscore}}",
        "{select_k_best: {columns: [area, rooms], k: 1, score: mutual_information}}",
        "{bin: {columns: area, strategy: uniform}}", "{power: {columns: area, method: box_cox}}",
        "{quantile: {columns: [area, rooms]}}", "{threshold: {columns: {area: mean}}}",
        "{standardize: {columns: area, ddof: 1}}",
        "{drop_correlated: {columns: [area, rooms], threshold: 0}}",
        "{lag: {columns: area, group: city, incomplete: keep}}",
    ]

    static let steps = StepExamples.all + others

    @Test("every registered step has an example")
    func complete() {
        let names = stepFamily.members.map { $0.name }
        #expect(stepFamily.members.filter { $0.example == nil }.isEmpty)
        #expect(zip(names, StepExamples.all).allSatisfy { $1.hasPrefix("{\($0): ") })
    }

    private func prepare(_ step: String, changed: Bool) throws -> PreparedData {
        // What models cannot read is dropped, and gaps are filled without looking at rows; `time` takes the first half
        // of the rows for training.
        try TestData(csv: StepExamples.csv { changed && $0 >= 24 }).prepare(
            """
            source: {type: csv, path: data.csv, types: \(StepExamples.types)}
            target: price
            steps:
              - \(step)
              - drop: categorical except target
              - impute: {columns: features, strategy: constant, value: 0}
            split: {time: {train: 0.5, val: 0.2, test: 0.3}}
            """)
    }

    @Test("training rows and state do not depend on other rows", arguments: steps)
    func leak(_ step: String) throws {
        let (plain, changed) = (try prepare(step, changed: false), try prepare(step, changed: true))
        let train = try #require(plain[split: "train"])
        let other = try #require(changed[split: "train"])
        #expect(train.rows > 10)
        #expect(plain.featureNames == changed.featureNames)
        #expect(train.rowIds == other.rowIds)
        #expect(rows(train.features) == rows(other.features))
        #expect(rows(train.targets) == rows(other.targets))
        #expect(try plain.preprocessing.json() == changed.preprocessing.json())
        #expect(plain.preprocessing.leaks.isEmpty)
        // The change is one that the rows it concerns do show.
        let test = try #require(plain[split: "test"])
        let otherTest = try #require(changed[split: "test"])
        #expect(rows(test.targets) != rows(otherTest.targets))
    }
}
