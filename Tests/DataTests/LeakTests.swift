import Data
import Spec
import TestSupport
import Testing

/// Changing rows that are not for training never changes anything that is fitted.
@Suite("Leaks")
struct LeakTests {
    /// Steps on one column of a table without others.
    private static let single = [
        "{standardize: {columns: a, FIT}}", "{standardize: {columns: a, ddof: 1, FIT}}",
        "{normalize: {columns: a, FIT}}",
        "{threshold: {columns: {a: mean}, FIT}}, {derive: {a: \"if(a == '1', 1, 0)\"}}",
        "{threshold: {columns: {a: median}, FIT}}, {derive: {a: \"if(a == '1', 1, 0)\"}}",
    ]

    /// Further ways of the fitted steps.
    private static let others = [
        "{impute: {columns: income, strategy: mean}}",
        "{impute: {columns: income, strategy: most_frequent, indicator: true}}",
        "{select_k_best: {columns: [area, rooms], k: 1, score: mutual_information}}",
        "{drop_correlated: {columns: [area, rooms], threshold: 0}}",
    ]

    static let fittedSteps =
        stepFamily.members.filter { member in
            FieldReader.fields(of: member).contains { $0.name == "fit_on" }
        }.compactMap { $0.example } + others

    private func prepareRich(_ step: String, _ scope: FitScope, changing changed: Set<Int> = []) throws
        -> PreparedData
    {
        try TestData(csv: StepExamples.csv { changed.contains($0) }).prepare(
            """
            source: {type: csv, path: data.csv, types: \(StepExamples.types)}
            target: price
            steps:
              - \(StepExamples.fitted(step, on: scope))
              - impute: {columns: numeric except price, strategy: constant, value: 0}
            features: numeric except price
            split: {random: {train: 0.5, val: 0.2, test: 0.3}}
            """)
    }

    @Test("test rows never change a fitted value of the catalogue", arguments: fittedSteps)
    func catalogue(_ step: String) throws {
        let plain = try prepareRich(step, .train)
        let others = Set(["val", "test"].flatMap { plain[split: $0]?.rowIds ?? [] })
        let changed = try prepareRich(step, .train, changing: others)
        #expect(try changed.preprocessing.json() == plain.preprocessing.json())
        #expect(
            changed[split: "train"].map { rows($0.features) }
                == plain[split: "train"].map { rows($0.features) })
        let leaking = try prepareRich(step, .all, changing: others)
        #expect(try leaking.preprocessing.json() != prepareRich(step, .all).preprocessing.json())
        #expect(leaking.preprocessing.leaks.count == 1)
    }

    private func csv(changing changed: Set<Int>) -> String {
        var csv = "a,y\n"
        for row in 0..<40 { csv += "\(changed.contains(row) ? 1_000_000 + row : row * row % 17),\(row)\n" }
        return csv
    }

    private func prepare(_ csv: String, _ step: String, _ scope: String) throws -> PreparedData {
        let steps = step.replacing("FIT", with: "fit_on: \(scope)")
        return try TestData(csv: csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nsteps: [\(steps)]\nsplit: {random: {train: 0.5, val: 0.2, test: 0.3}}"
        )
    }

    @Test("test rows never change a fitted value", arguments: single)
    func testRowsDoNotMatter(_ step: String) throws {
        let plain = try prepare(csv(changing: []), step, "train")
        let others = Set(["val", "test"].flatMap { plain[split: $0]?.rowIds ?? [] })
        #expect(others.count == 20)
        let changed = try prepare(csv(changing: others), step, "train")
        #expect(try changed.preprocessing.json() == plain.preprocessing.json())
        #expect(
            changed[split: "train"].map { rows($0.features) }
                == plain[split: "train"].map { rows($0.features) })
        #expect(plain.preprocessing.leaks.isEmpty)
        #expect(!plain.warnings.contains { $0.contains("a leak") })
    }

    @Test("fit_on: all is a leak, does look at them, and is recorded", arguments: single)
    func leaksAreRecorded(_ step: String) throws {
        let plain = try prepare(csv(changing: []), step, "all")
        let others = Set(plain[split: "test"]?.rowIds ?? [])
        let changed = try prepare(csv(changing: others), step, "all")
        #expect(try changed.preprocessing.json() != plain.preprocessing.json())
        #expect(plain.preprocessing.leaks.count == 1)
        #expect(plain.warnings.contains { $0.contains("fitted on all rows") })
    }

    @Test("a step that removes rows after a fitted one is refused")
    func order() throws {
        let data = try TestData(csv: csv(changing: []))
        let pipeline = try data.pipeline(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{standardize: a}, {filter: a > 0}]")
        let text = errorText { _ = try pipeline.plan() }
        withExtendedLifetime(data.folder) {}
        #expect(text == "step-order: 'filter' removes rows after 'standardize' has been fitted")
    }

    @Test("the split does not change with what comes after it, nor with the target")
    func stableSplit() throws {
        let data = try TestData(csv: csv(changing: []))
        let split = "split: {random: {train: 0.5, test: 0.5}}"
        let first = try data.prepare("source: {csv: data.csv}\ntarget: y\n\(split)")
        let second = try data.prepare(
            "source: {csv: data.csv}\ntarget: a\nsteps: [{standardize: y}]\n\(split)")
        #expect(first.splits.map(\.rowIds) == second.splits.map(\.rowIds))
    }
}
