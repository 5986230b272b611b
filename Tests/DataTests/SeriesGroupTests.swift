import Data
import Spec
import Testing

/// Steps over the order of rows within groups. Values of pandas: Fixtures/series_groups.json, written by
/// Tests/References/data_series_groups.py, which records the versions.
@Suite("Series in groups")
struct SeriesGroupTests {
    static let reference = CatalogueStepTests.load("series_groups.json")

    @Test("the reference file is there")
    func exists() { #expect(Self.reference.cases.count >= 15) }

    @Test("values of pandas' groupby", arguments: reference.cases)
    func values(_ reference: CatalogueStepTests.Reference.Case) throws {
        try CatalogueStepTests.check(reference, of: Self.reference)
    }

    private func table() throws -> Table {
        try Table([
            ("v", .numbers(NumberColumn([1, 100, 2, 200, 3, 300]))),
            ("s", .categories(CategoryColumn(["a", "b", "a", "b", "a", "b"]))),
        ])
    }

    @Test("new data need the column of the groups, and keep their rows")
    func newData() throws {
        let steps = "[{lag: {columns: v, group: s}}, {difference: {columns: v_lag1, group: s}}, {drop: s}]"
        let (result, state) = try StepTests.run(steps, target: "v", on: try table())
        #expect(numbers(result, "v_lag1") == [2, 200])
        #expect(numbers(result, "v_lag1_diff1") == [1, 100])
        #expect((0..<2).map { result.rowId($0) } == [4, 5])
        // The rows of a group may be anywhere, so parts of a file are not enough.
        #expect(state.rowsOfHistory == nil)
        let fresh = try state.apply(to: try table(), absent: [])
        #expect(numbers(fresh, "v_lag1") == [nil, nil, 1, 100, 2, 200])
        let ungrouped = try state.apply(to: try table().selecting(["v"]), absent: ["s"])
        #expect(ungrouped.schema.names == ["v"])
    }

    @Test("one group is the same as none; a group is never told by the name of another")
    func oneGroup() throws {
        let same = try Table([
            ("v", .numbers(NumberColumn([1, 5, 2, 8]))),
            ("s", .categories(CategoryColumn(["a", "a", "a", "a"]))),
            // Together with t, (1, 11) and (11, 1) are two groups.
            ("t", .numbers(NumberColumn([1, 11, 1, 11]))), ("u", .numbers(NumberColumn([11, 1, 11, 1]))),
        ])
        for step in ["rolling: {columns: t, window: 2, GROUP}", "lag: {columns: v, lags: [1, 2], GROUP}"] {
            let grouped = "[{\(step.replacing("GROUP", with: "group: s"))}]"
            let plain = "[{\(step.replacing(", GROUP", with: ""))}]"
            let (left, _) = try StepTests.run(grouped, target: "v", on: same)
            let (right, _) = try StepTests.run(plain, target: "v", on: same)
            #expect(left.schema.names == right.schema.names)
            for name in left.schema.names { #expect(texts(left, name) == texts(right, name)) }
        }
        let (pairs, _) = try StepTests.run(
            "[{lag: {columns: v, group: [t, u], incomplete: keep}}]", target: "v", on: same)
        #expect(numbers(pairs, "v_lag1") == [nil, nil, 1, 5])
    }

    @Test(
        "what cannot be grouped is said",
        arguments: [
            ("{lag: {columns: v, group: shop}}", "there is no column 'shop' here"),
            ("{window: {column: v, group: v}}", "the series 'v' cannot name its own groups"),
            ("{rolling: {columns: v, window: 3, shift: 2, group: s}}", "and the longest group has 3"),
            (
                "{impute: {columns: v, group: s}}",
                "'group' and the strategies 'ffill' and 'bfill' belong together"
            ),
        ])
    func wrong(step: String, message: String) throws {
        let target = step.contains("window: {column: v") ? "v_t+1" : "v"
        let text = errorText { _ = try StepTests.run("[\(step)]", target: target, on: try table()) }
        #expect(text.contains(message), "\(text)")
    }
}
