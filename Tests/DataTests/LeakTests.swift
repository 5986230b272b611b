import Data
import Spec
import TestSupport
import Testing

/// Changing rows that are not for training never changes anything that is fitted.
@Suite("Leaks")
struct LeakTests {
    private static let fittedSteps = [
        "{standardize: {columns: a, FIT}}", "{standardize: {columns: a, ddof: 1, FIT}}",
        "{normalize: {columns: a, FIT}}",
        "{threshold: {columns: {a: mean}, FIT}}, {derive: {a: \"if(a == '1', 1, 0)\"}}",
        "{threshold: {columns: {a: median}, FIT}}, {derive: {a: \"if(a == '1', 1, 0)\"}}",
    ]

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

    @Test("test rows never change a fitted value", arguments: fittedSteps)
    func testRowsDoNotMatter(_ step: String) throws {
        let plain = try prepare(csv(changing: []), step, "train")
        let others = Set((plain[split: "val"]?.rowIds ?? []) + (plain[split: "test"]?.rowIds ?? []))
        #expect(others.count == 20)
        let changed = try prepare(csv(changing: others), step, "train")
        #expect(try changed.preprocessing.json() == plain.preprocessing.json())
        #expect(
            changed[split: "train"].map { rows($0.features) }
                == plain[split: "train"].map { rows($0.features) })
        #expect(plain.preprocessing.leaks.isEmpty)
        #expect(plain.warnings.isEmpty)
    }

    @Test("fit_on: all is a leak, does look at them, and is recorded", arguments: fittedSteps)
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
