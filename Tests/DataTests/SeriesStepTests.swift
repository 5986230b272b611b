import Data
import Spec
import Testing

/// Steps over the order of rows, and what they leave for prediction; expected values by hand.
@Suite("Series")
struct SeriesStepTests {
    private func table() throws -> Table {
        try Table([
            ("t", .numbers(NumberColumn([0, 1, 2, 3, 4, 5]))),
            ("v", .numbers(NumberColumn([10, 20, 40, 80, 160, 320]))),
            ("k", .categories(CategoryColumn(["a", "b", "a", "b", "a", "b"]))),
        ])
    }

    @Test("lags remove the rows that lack them, or leave gaps")
    func lags() throws {
        let (dropped, _) = try StepTests.run(
            "[{lag: {columns: [v, k], lags: [2, 1]}}]", target: "v", on: try table())
        #expect(dropped.schema.names == ["t", "v", "k", "v_lag2", "v_lag1", "k_lag2", "k_lag1"])
        #expect(numbers(dropped, "v_lag2") == [10, 20, 40, 80])
        #expect(texts(dropped, "k_lag1") == ["b", "a", "b", "a"])
        #expect((0..<4).map { dropped.rowId($0) } == [2, 3, 4, 5])
        let (kept, _) = try StepTests.run(
            "[{lag: {columns: v, incomplete: keep}}]", target: "v", on: try table())
        #expect(numbers(kept, "v_lag1") == [nil, 10, 20, 40, 80, 160])
        let long = errorText {
            _ = try StepTests.run("[{lag: {columns: v, lags: 6}}]", target: "v", on: try table())
        }
        #expect(long.contains("'lag' needs 7 rows for one result, and there are 6"))
    }

    @Test("windows: features, the target ahead, rows removed at both ends")
    func windows() throws {
        let (result, state) = try StepTests.run(
            "[{window: {column: v, size: 3, horizon: 2}}]", target: "v_t+2", on: try table())
        #expect(result.schema.names == ["t", "v_t-2", "v_t-1", "v_t", "v_t+2", "k"])
        #expect(numbers(result, "v_t-2") == [10, 20])
        #expect(numbers(result, "v_t") == [40, 80])
        #expect(numbers(result, "v_t+2") == [160, 320])
        // New data keep their rows and have no target.
        let fresh = try state.apply(to: try table(), absent: [])
        #expect(fresh.schema.names == ["t", "v_t-2", "v_t-1", "v_t", "k"])
        #expect(numbers(fresh, "v_t-2") == [nil, nil, 10, 20, 40, 80])
        #expect(state.rowsOfHistory == 2)
    }

    @Test("windows: several later values, and other series beside them")
    func horizons() throws {
        let (result, state) = try StepTests.run(
            "[{window: {column: v, with: t, size: 2, horizon: [1, 3]}}]", target: "v_t+3", on: try table())
        #expect(result.schema.names == ["t_t-1", "t_t", "v_t-1", "v_t", "v_t+1", "v_t+3", "k"])
        #expect(numbers(result, "t_t-1") == [0, 1])
        #expect(numbers(result, "v_t") == [20, 40])
        #expect(numbers(result, "v_t+1") == [40, 80])
        #expect(numbers(result, "v_t+3") == [160, 320])
        let fresh = try state.apply(to: try table(), absent: [])
        #expect(fresh.schema.names == ["t_t-1", "t_t", "v_t-1", "v_t", "k"])
        let again = try Preprocessing(json: try state.json())
        #expect(try again.apply(to: try table(), absent: []).schema.names == fresh.schema.names)
        let range = try StepTests.run(
            "[{window: {column: v, size: 1, horizon: 1..4}}]", target: "v_t+1", on: try table()
        ).0
        #expect(numbers(range, "v_t+4") == [160, 320])
        let twice = errorText {
            _ = try StepTests.run("[{window: {column: v, with: [v, t]}}]", target: "v_t+1", on: try table())
        }
        #expect(twice.hasPrefix("repeated-value: the series 'v' is windowed twice"))
    }

    /// log2 of the series, and its value two rows later as target: row 1 is to predict row 3, 80.
    @Test("the target of a window has the source's values of its own row, not of the window's")
    func originalOfWindow() throws {
        let data = try TestData(csv: "v\n10\n20\n40\n80\n160\n320\n")
        let prepared = try data.prepare(
            "source: {csv: data.csv}\ntarget: [v_t+2, v_t+1]\n"
                + "steps: [{log: {columns: v, base: 2}}, {window: {column: v, size: 2, horizon: [1, 2]}}]")
        let train = try #require(prepared[split: "train"])
        #expect(train.rowIds == [1, 2, 3])
        #expect(train.originalTargets == [80, 40, 160, 80, 320, 160])
    }

    @Test("what was done to a series before its window is undone for predictions of the target")
    func inverse() throws {
        let (_, state) = try StepTests.run(
            "[{log: {columns: v, base: 2}}, {window: {column: v, size: 2}}]", target: "v_t+1", on: try table()
        )
        // 2³ = 8
        #expect(state.targetTransform.inverted(3) == 8)
    }

    @Test("a feature never holds the target's own value")
    func ownValue() throws {
        for step in [
            "{rolling: {columns: v, window: 2}}", "{difference: v}", "{polynomial: v}", "{one_hot: v}",
        ] {
            let text = errorText { _ = try StepTests.run("[\(step)]", target: "v", on: try table()) }
            #expect(text.contains("target-is-feature"), "\(step): \(text)")
        }
        let (shifted, _) = try StepTests.run(
            "[{rolling: {columns: v, window: 2, shift: 1}}]", target: "v", on: try table())
        #expect(numbers(shifted, "v_mean2_lag1") == [15, 30, 60, 120])
    }

    @Test("chunk by chunk, with the rows of history before, as all at once")
    func streaming() throws {
        let (_, state) = try StepTests.run(
            "[{lag: {columns: v, lags: 2}}, {rolling: {columns: v_lag2, window: 2}}]", target: "k",
            on: try table())
        let whole = try state.apply(to: try table())
        let history = try #require(state.rowsOfHistory)
        #expect(history == 3)
        let chunk = try state.apply(to: try table().gathering([1, 2, 3, 4, 5]))
        #expect(numbers(chunk, "v_lag2_mean2").suffix(2) == numbers(whole, "v_lag2_mean2").suffix(2))
        let (_, filling) = try StepTests.run(
            "[{impute: {columns: v, strategy: ffill}}]", target: "k", on: try table())
        #expect(filling.rowsOfHistory == nil)
    }

    @Test("gaps: filled from neighbours, removed, told by an indicator")
    func gaps() throws {
        let table = try Table([
            ("a", .numbers(NumberColumn([nil, 1, nil, nil, 4]))),
            ("k", .categories(CategoryColumn(["x", nil, "y", nil, "y"]))),
            ("b", .booleans(BooleanColumn([true, nil, true, false, nil]))),
            ("y", .numbers(NumberColumn([1, 2, 3, 4, 5]))),
        ])
        let (forward, _) = try StepTests.run("[{impute: {columns: [a, k], strategy: ffill}}]", on: table)
        #expect(numbers(forward, "a") == [nil, 1, 1, 1, 4])
        #expect(texts(forward, "k") == ["x", "x", "y", "y", "y"])
        let (backward, _) = try StepTests.run("[{impute: {columns: a, strategy: bfill}}]", on: table)
        #expect(numbers(backward, "a") == [1, 1, 4, 4, 4])
        let (frequent, _) = try StepTests.run(
            "[{impute: {columns: [k, b], strategy: most_frequent, indicator: true}}]", on: table)
        #expect(texts(frequent, "k") == ["x", "y", "y", "y", "y"])
        #expect(texts(frequent, "b") == ["true", "true", "true", "false", "true"])
        #expect(numbers(frequent, "k_missing") == [0, 1, 0, 1, 0])
        let (constant, _) = try StepTests.run(
            "[{impute: {columns: k, strategy: constant, value: none}}]", on: table)
        #expect(texts(constant, "k") == ["x", "none", "y", "none", "y"])
        let (complete, _) = try StepTests.run("[{drop_missing: [a, k]}]", on: table)
        #expect((0..<complete.rowCount).map { complete.rowId($0) } == [4])
        let (some, state) = try StepTests.run("[{drop_missing: {columns: [a, k], how: all}}]", on: table)
        #expect((0..<some.rowCount).map { some.rowId($0) } == [0, 1, 2, 4])
        #expect(try state.apply(to: table).rowCount == 5)
        let none = errorText { _ = try StepTests.run("[{drop_missing: all}]", on: table) }
        #expect(none.contains("no row is left"))
    }
}
