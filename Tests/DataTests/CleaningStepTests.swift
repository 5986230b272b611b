import Data
import Testing

/// Steps on rows and types; expected values by hand.
@Suite("Cleaning")
struct CleaningStepTests {
    private func table() throws -> Table {
        try Table([
            ("a", .numbers(NumberColumn([1, 2, 2, nil, 100]))),
            ("k", .categories(CategoryColumn(["10", "2", "2", nil, "10"]))),
            (
                "d",
                .categories(
                    CategoryColumn([
                        "2024-02-29T13:05:30", "1970-01-01", "1970-01-01", nil, "2023/12/31 23:59",
                    ]))
            ),
            ("y", .numbers(NumberColumn([0, 1, 1, 0, 1]))),
        ])
    }

    @Test("cast: text, numbers, truth values; what does not fit is named")
    func cast() throws {
        let (result, _) = try StepTests.run(
            "[{cast: {k: number, a: category, y: boolean}}]", target: "y", on: try table())
        #expect(numbers(result, "k") == [10, 2, 2, nil, 10])
        #expect(texts(result, "a") == ["1", "2", "2", nil, "100"])
        #expect(texts(result, "y") == ["false", "true", "true", "false", "true"])
        guard case .categories(let column)? = result["a"] else {
            Issue.record("no categories")
            return
        }
        #expect(column.levels == ["1", "2", "100"])
        let wrong = errorText { _ = try StepTests.run("[{cast: {d: number}}]", on: try table()) }
        #expect(wrong.contains("'2024-02-29T13:05:30', 'd' in data row 0 (counted from 0), is no number"))
        let truth = errorText { _ = try StepTests.run("[{cast: {a: boolean}}]", on: try table()) }
        #expect(truth.contains("is no boolean"))
    }

    @Test("dates: 1970-01-01 was a Thursday, 2024-02-29 the 60th day of its year and day 19,782")
    func dates() throws {
        let (result, _) = try StepTests.run(
            "[{date_parts: {columns: d, parts: [year, month, day, weekday, day_of_year, hour, minute, second, days]}}]",
            on: try table())
        #expect(result.schema.names.prefix(4) == ["a", "k", "d_year", "d_month"])
        #expect(numbers(result, "d_year") == [2024, 1970, 1970, nil, 2023])
        // 29 February 2024 and 1 January 1970 were Thursdays, 31 December 2023 a Sunday.
        #expect(numbers(result, "d_weekday") == [3, 3, 3, nil, 6])
        #expect(numbers(result, "d_day_of_year") == [60, 1, 1, nil, 365])
        #expect(numbers(result, "d_hour") == [13, 0, 0, nil, 23])
        #expect(numbers(result, "d_second") == [30, 0, 0, nil, 0])
        // 54 years with 13 leap days, then 59 days: 54 · 365 + 13 + 59 = 19,782; 13:05:30 is 47,130 of 86,400 seconds.
        #expect(numbers(result, "d_days")[0] == 19_782 + 47_130.0 / 86_400)
        let wrong = try Table([
            ("d", .categories(CategoryColumn(["2023-02-29"]))), ("y", .numbers(NumberColumn([1]))),
        ])
        #expect(errorText { _ = try StepTests.run("[{date_parts: d}]", on: wrong) }.contains("is no date"))
    }

    @Test("deduplicate: first or last of equal rows, missing values equal")
    func deduplicate() throws {
        let table = try Table([
            ("a", .numbers(NumberColumn([1, nil, 1, nil, 1]))),
            ("k", .categories(CategoryColumn(["u", "v", "u", "v", "w"]))),
            ("y", .numbers(NumberColumn([1, 2, 3, 4, 5]))),
        ])
        func rows(_ step: String) throws -> [Int] {
            let (result, state) = try StepTests.run("[\(step)]", on: table)
            #expect(try state.apply(to: table).rowCount == 5, "prediction keeps its rows")
            return (0..<result.rowCount).map { result.rowId($0) }
        }
        #expect(try rows("{deduplicate: [a, k]}") == [0, 1, 4])
        #expect(try rows("{deduplicate: {columns: [a, k], keep: last}}") == [2, 3, 4])
        #expect(try rows("{deduplicate: all}") == [0, 1, 2, 3, 4])
        #expect(try rows("{sample: 5}") == [0, 1, 2, 3, 4])
        #expect(try rows("{sample: 0.4}").count == 2)
        #expect(try rows("{sample: {amount: 3, seed: 1}}") == rows("{sample: {amount: 3, seed: 1}}"))
    }

    @Test("outliers removed: fences of all rows there are; missing values stay")
    func outliers() throws {
        // 1, 2, 2, 100: quartiles 1.75 and 26.5 by interpolation, fences -35.4 and 63.6.
        let (result, state) = try StepTests.run("[{outliers: {columns: a, action: drop}}]", on: try table())
        #expect(numbers(result, "a") == [1, 2, 2, nil])
        #expect(try state.apply(to: try table()).rowCount == 5)
    }

    @Test("bins by given edges; unknown categories by policy")
    func binsAndPolicies() throws {
        let (binned, _) = try StepTests.run("[{bin: {columns: a, edges: [0, 2, 50, 60]}}]", on: try table())
        #expect(numbers(binned, "a") == [0, 1, 1, nil, 2])
        let (_, ordinal) = try StepTests.run(
            "[{ordinal: {columns: k, order: {k: [2, 10]}}}]", on: try table())
        let fresh = try Table([("k", .categories(CategoryColumn(["10", "7"])))])
        let refused = errorText { _ = try ordinal.apply(to: fresh) }
        #expect(
            refused.contains("'7', 'k' in data row 1 (counted from 0), does not occur in the training rows"))
        let (_, hot) = try StepTests.run("[{one_hot: {columns: k, missing: column}}]", on: try table())
        let encoded = try hot.apply(to: fresh)
        #expect(encoded.schema.names == ["k_2", "k_10", "k_missing"])
        #expect(numbers(encoded, "k_10") == [1, 0])
        #expect(numbers(encoded, "k_missing") == [0, 0])
        let (_, strict) = try StepTests.run("[{one_hot: {columns: k, unknown: error}}]", on: try table())
        #expect(errorText { _ = try strict.apply(to: fresh) }.contains("does not occur in the training rows"))
        let (_, rare) = try StepTests.run("[{rare: {columns: k, min_count: 1}}]", on: try table())
        #expect(texts(try rare.apply(to: fresh), "k") == ["10", "other"])
        let (_, share) = try StepTests.run("[{frequency: k}]", on: try table())
        #expect(numbers(try share.apply(to: fresh), "k") == [0.5, 0])
    }

    @Test("targets are taken back through every invertible step")
    func inverses() throws {
        let table = try Table([
            ("y", .numbers(NumberColumn([0.5, 1, 2, 3, 4]))),
            ("a", .numbers(NumberColumn([1, 2, 3, 4, 5]))),
        ])
        for step in [
            "{sqrt: y}", "{cbrt: y}", "{exp: y}", "{robust_scale: y}", "{max_abs: y}", "{power: y}",
            "{power: {columns: y, method: box_cox}}",
        ] {
            let (result, state) = try StepTests.run("[\(step), {standardize: y}]", on: table)
            for (value, original) in zip(numbers(result, "y"), [0.5, 1, 2, 3, 4]) {
                let back = state.targetTransform.inverted(value ?? .nan)
                #expect(abs(back - original) < 1e-9 * original, "\(step): \(back) is not \(original)")
            }
        }
    }
}
