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

    /// Steps that read more than one number column: `b` has gaps, `k` is a category, `z` decides a class.
    private static let catalogueSteps = [
        "{impute: {columns: b, FIT}}", "{impute: {columns: b, strategy: median, FIT}}",
        "{impute: {columns: b, strategy: most_frequent, indicator: true, FIT}}",
        "{one_hot: {columns: k, FIT}}", "{ordinal: {columns: k, unknown: last, FIT}}",
        "{select_k_best: {columns: [a, c], k: 1, FIT}}", "{robust_scale: {columns: [a, c], FIT}}",
        "{quantile: {columns: [a, c], FIT}}", "{power: {columns: [a, c], FIT}}",
        "{spline: {columns: [a, c], FIT}}",
        "{pca: {columns: [a, c], FIT}}", "{target_encode: {columns: k, FIT}}",
        "{max_abs: {columns: [a, b], FIT}}", "{outliers: {columns: [a, c], FIT}}",
        "{frequency: {columns: k, FIT}}",
        "{rare: {columns: k, min_count: 1, FIT}}", "{bin: {columns: [a, c], FIT}}",
        "{variance_threshold: {columns: [a, c], FIT}}",
        "{drop_correlated: {columns: [a, c], threshold: 0, FIT}}",
        "{select_k_best: {columns: [a, c], k: 1, score: mutual_information, FIT}}",
    ]

    private func richCSV(changing changed: Set<Int>) -> String {
        var csv = "a,b,c,k,y\n"
        for row in 0..<40 {
            let (a, c) = (row * row % 17, row * 7 % 11)
            csv +=
                changed.contains(row)
                ? "\(1000 + row),\(-row),\(c * c),odd\(row),\(row * 3)\n"
                : "\(a),\(row % 5 == 0 ? "" : "\(a + c)"),\(c),\(["u", "v", "w"][row % 3]),\(row)\n"
        }
        return csv
    }

    private func prepareRich(_ csv: String, _ step: String, _ scope: String) throws -> PreparedData {
        let steps = step.replacing("FIT", with: "fit_on: \(scope)")
        return try TestData(csv: csv).prepare(
            """
            source: {csv: data.csv, types: {k: category}}
            target: y
            steps: [\(steps), {impute: {columns: numeric except y, strategy: constant, value: 0}}]
            features: numeric except y
            split: {random: {train: 0.5, val: 0.2, test: 0.3}}
            """.replacing("{csv: data.csv,", with: "{type: csv, path: data.csv,"))
    }

    @Test("test rows never change a fitted value of the catalogue", arguments: catalogueSteps)
    func catalogue(_ step: String) throws {
        let plain = try prepareRich(richCSV(changing: []), step, "train")
        let others = Set((plain[split: "val"]?.rowIds ?? []) + (plain[split: "test"]?.rowIds ?? []))
        let changed = try prepareRich(richCSV(changing: others), step, "train")
        #expect(try changed.preprocessing.json() == plain.preprocessing.json())
        #expect(
            changed[split: "train"].map { rows($0.features) }
                == plain[split: "train"].map { rows($0.features) })
        let leaking = try prepareRich(richCSV(changing: others), step, "all")
        let leakingPlain = try prepareRich(richCSV(changing: []), step, "all")
        #expect(try leaking.preprocessing.json() != leakingPlain.preprocessing.json())
        #expect(leaking.preprocessing.leaks.count == 1)
    }

    @Test("every fitted step is tested for leaks")
    func complete() {
        let tested = Self.fittedSteps + Self.catalogueSteps
        for member in stepFamily.members {
            guard FieldReader.fields(of: member).contains(where: { $0.name == "fit_on" }) else { continue }
            #expect(tested.contains { $0.contains("{\(member.name): ") }, "\(member.name)")
        }
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
        #expect(!plain.warnings.contains { $0.contains("a leak") })
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
