import Data
import Spec
import Testing

@Suite("Splits")
struct SplitTests {
    private func table(_ rows: Int) throws -> Table {
        try Table([("y", .numbers(NumberColumn((0..<rows).map { Double($0) })))])
    }

    private func split(_ yaml: String) throws -> any Split {
        try dataSection("source: {csv: x.csv}\ntarget: y\nsplit: \(yaml)").split.value
    }

    @Test(
        "sizes are found by largest remainder and add up",
        arguments: [
            // 10 · 0.8, 0.1, 0.1 are whole. 11: 8.8, 1.1, 1.1 → 8, 1, 1, and one more for the largest fraction, 0.8.
            ("{train: 0.8, val: 0.1, test: 0.1}", 10, [8, 1, 1]),
            ("{train: 0.8, val: 0.1, test: 0.1}", 11, [9, 1, 1]),
            // 14: 11.2, 1.4, 1.4 → 11, 1, 1 and one more for the first of the equal fractions.
            ("{train: 0.8, val: 0.1, test: 0.1}", 14, [11, 2, 1]), ("{test: 0.3, train: 0.7}", 30, [21, 9]),
            ("{train: 5, test: 3}", 8, [5, 3]), ("{train: 5, validation: 1}", 8, [5, 1]),
            // 214,833 · 0.8 = 171,866.4 and 21,483.3 twice: one more for the first.
            ("{train: 0.8, val: 0.1, test: 0.1}", 214_833, [171_867, 21_483, 21_483]),
        ])
    func sizes(_ yaml: String, _ rows: Int, _ expected: [Int]) throws {
        let random = try #require(try split("{random: \(yaml)}") as? RandomSplit)
        #expect(try random.partSizes(rows: rows) == expected)
    }

    @Test("every row is in exactly one part, in file order, and the seed decides which")
    func assignment() throws {
        let random = try split("{random: {train: 0.6, val: 0.2, test: 0.2}}")
        let first = try random.assign(try table(100), target: "y", seed: 7)
        #expect(first.parts.map(\.name) == ["train", "val", "test"])
        #expect(first.parts.flatMap(\.rows).sorted() == Array(0..<100))
        #expect(first.parts.allSatisfy { $0.rows == $0.rows.sorted() })
        #expect(try random.assign(try table(100), target: "y", seed: 7).parts == first.parts)
        #expect(try random.assign(try table(100), target: "y", seed: 8).parts != first.parts)
    }

    @Test("without a split every row trains")
    func none() throws {
        let section = try dataSection("source: {csv: x.csv}\ntarget: y")
        let parts = try section.split.value.assign(try table(3), target: "y", seed: 0).parts
        #expect(parts == [RowAssignment.Part(name: "train", rows: [0, 1, 2])])
    }

    @Test(
        "what is wrong with a split",
        arguments: [
            ("{random: {train: 0.8, test: 0.1}}", "the shares sum to 0.9, not to 1"),
            ("{random: {train: 0.8, tset: 0.2}}", "a split has no part 'tset'"),
            ("{random: {val: 0.8, test: 0.2}}", "the split has no part 'train'"),
            ("{random: {train: 0, test: 1}}", "'train' must be > 0 and <= 1000000000, found 0"),
            ("{random: {val: 0.1, validation: 0.1, train: 0.8}}", "the part 'val' is given twice"),
        ])
    func mistakes(_ yaml: String, _ message: String) throws {
        do {
            _ = try split(yaml)
            Issue.record("nothing was found")
        } catch let error as SpecificationIsWrong {
            #expect(error.diagnostics.all.map(\.message).contains(message))
        }
    }

    @Test("a part without rows, and more rows asked for than there are")
    func empty() throws {
        let shares = try split("{random: {train: 0.9, test: 0.1}}")
        #expect(
            errorText { _ = try shares.assign(try table(3), target: "y", seed: 0) }.contains(
                "the part 'test' would have no rows"))
        let counts = try split("{random: {train: 9, test: 1}}")
        #expect(
            errorText { _ = try counts.assign(try table(3), target: "y", seed: 0) }.contains(
                "asks for 10 rows where there are 3"))
    }

    // MARK: By classes and by columns

    private func classes(_ counts: [(String, Int)]) throws -> Table {
        let labels = counts.flatMap { Array(repeating: Optional($0.0), count: $0.1) }
        return try Table([
            ("y", .categories(CategoryColumn(labels))),
            ("v", .numbers(NumberColumn((0..<labels.count).map { Double($0 * $0) }))),
        ])
    }

    @Test("stratified: the sizes of random, every class with its share up to a row")
    func stratified() throws {
        let table = try classes([("a", 70), ("b", 25), ("c", 5)])
        let found = try split("{stratified: {train: 0.6, val: 0.2, test: 0.2}}").assign(
            table, target: "y", seed: 3)
        #expect(found.parts.map(\.rows.count) == [60, 20, 20])
        #expect(found.parts.flatMap(\.rows).sorted() == Array(0..<100))
        for part in found.parts {
            let share = Double(part.rows.count) / 100
            for (label, count) in [("a", 70), ("b", 25), ("c", 5)] {
                let there = part.rows.count { table["y"]?.description(row: Int($0)) == label }
                #expect(abs(Double(there) - share * Double(count)) <= 1, "\(label) in \(part.name): \(there)")
            }
        }
        let again = try split("{stratified: {train: 0.6, val: 0.2, test: 0.2}}").assign(
            table, target: "y", seed: 4)
        #expect(again.parts != found.parts)
    }

    @Test("stratified by a column of numbers: bins; by numbers of rows: the rest is left out evenly")
    func stratifiedNumbers() throws {
        let table = try classes([("a", 100)])
        let bins = try split("{stratified: {parts: {train: 0.5, test: 0.5}, by: v, bins: 5}}").assign(
            table, target: "y", seed: 1)
        // v grows with the row: bins of 20 rows.
        for part in bins.parts {
            for bin in 0..<5 { #expect(part.rows.count { Int($0) / 20 == bin } == 10) }
        }
        let counts = try split("{stratified: {train: 20, test: 10}}").assign(
            try classes([("a", 50), ("b", 50)]), target: "y", seed: 1)
        #expect(counts.parts.map(\.rows.count) == [20, 10])
        #expect(counts.parts[0].rows.count { $0 < 50 } == 10)
    }

    @Test("by a column: values as text, a rest, the column removed")
    func byColumn() throws {
        let data = try TestData(csv: "year,a,y\n2019,1,1\n2020,2,2\n2021,3,3\n,4,4\n2020,5,5\n")
        let source = "source: {csv: data.csv}\ntarget: y\n"
        let chosen = try data.prepare(
            source + "split: {column: {column: year, train: [2019, 2020], test: 2021}}")
        #expect(chosen.splits.map(\.name) == ["train", "test"])
        #expect(chosen.splits.map(\.rowIds) == [[0, 1, 4], [2]])
        #expect(chosen.featureNames == ["a"])
        #expect(chosen.warnings == ["the split leaves 1 of 5 rows out"])
        let rest = try data.prepare(source + "split: {column: {column: year, val: 2019, rest: train}}")
        #expect(rest.splits.map(\.rowIds) == [[1, 2, 3, 4], [0]])
        let nobody = errorText {
            _ = try data.prepare(source + "split: {column: {column: year, train: 2019, test: 2030}}")
        }
        #expect(nobody == "data-values: no row belongs to the part 'test'")
        let unknown = errorText {
            _ = try data.prepare(source + "split: {column: {column: yaer, train: 2019}}")
        }
        #expect(unknown == "unknown-column: there is no column 'yaer' here")
    }

    @Test("columns that only rows can tell: planned from the sample, exact once prepared")
    func provisional() throws {
        let data = try TestData(csv: "k,a,y\nu,1,1\nv,2,2\nu,3,3\nw,4,4\n")
        let pipeline = try data.pipeline(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{one_hot: k}, {standardize: k_u}]")
        #expect(try pipeline.plan().featureNames == ["k_u", "k_v", "k_w", "a"])
        let prepared = try pipeline.prepare()
        #expect(prepared.featureNames == ["k_u", "k_v", "k_w", "a"])
        let chosen = try data.pipeline(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{one_hot: k}, {select_k_best: 2}]")
        #expect(try chosen.plan().featureNames.count == 2)
        // 1, 2, 3, 4 is the target itself; of the others k_w (only in the last row) has the largest correlation.
        #expect(try chosen.prepare().featureNames == ["k_w", "a"])
        #expect(try chosen.plan().featureNames == ["k_w", "a"])
        let wrong = errorText {
            _ = try data.prepare(
                "source: {csv: data.csv}\ntarget: y\nsteps: [{one_hot: k}, {standardize: k_x}]")
        }
        #expect(wrong == "unknown-column: there is no column 'k_x' here")
        withExtendedLifetime(data.folder) {}
    }

    // MARK: By time, groups and hashes

    @Test("time: earliest first, by a column or the order of rows, with a gap")
    func time() throws {
        let table = try Table([
            ("y", .numbers(NumberColumn([0, 1, 2, 3, 4, 5, 6, 7]))),
            ("n", .numbers(NumberColumn([7, 6, 5, 4, 3, 2, 1, 0]))),
            (
                "d",
                .categories(
                    CategoryColumn(
                        ["2024-03-01", "2023-12-31", "2024-01-02", "2024-01-01"].flatMap { [$0, $0] }))
            ),
        ])
        func rows(_ text: String) throws -> [[Int32]] {
            try split(text).assign(table, target: "y", seed: 0).parts.map(\.rows)
        }
        #expect(try rows("{time: {train: 6, test: 2}}") == [[0, 1, 2, 3, 4, 5], [6, 7]])
        #expect(
            try rows("{time: {parts: {train: 6, test: 2}, column: n}}") == [[2, 3, 4, 5, 6, 7], [0, 1]])
        #expect(
            try rows("{time: {parts: {train: 6, test: 2}, column: d}}") == [[2, 3, 4, 5, 6, 7], [0, 1]])
        #expect(
            try rows("{time: {parts: {train: 0.5, val: 0.25, test: 0.25}, gap: 1}}") == [
                [0, 1, 2], [4], [6, 7],
            ])
        let wide = errorText { _ = try rows("{time: {parts: {train: 6, val: 1, test: 1}, gap: 1}}") }
        #expect(wide == "a gap of 1 rows leaves the part 'val' of 1 rows without any")
    }

    @Test("group: no group in two parts, sizes near the shares, every part has one")
    func groups() throws {
        let names = (0..<300).map { Optional("g\($0 * $0 % 37)") }
        let table = try Table([("g", .categories(CategoryColumn(names)))])
        let found = try split("{group: {parts: {train: 0.7, val: 0.2, test: 0.1}, by: g}}").assign(
            table, target: "y", seed: 5)
        #expect(found.parts.flatMap(\.rows).sorted() == Array(0..<300))
        let sets = found.parts.map { part in Set(part.rows.compactMap { names[Int($0)] }) }
        #expect(sets[0].isDisjoint(with: sets[1]) && sets[0].isDisjoint(with: sets[2]))
        #expect(sets[1].isDisjoint(with: sets[2]))
        for (part, share) in zip(found.parts, [0.7, 0.2, 0.1]) {
            // A group has at most 18 rows.
            #expect(abs(Double(part.rows.count) - 300 * share) <= 18)
        }
        let few = try Table([("g", .categories(CategoryColumn(["a", "a", "b", "b", "b", "c"])))])
        let three = try split("{group: {parts: {train: 0.6, val: 0.2, test: 0.2}, by: g}}").assign(
            few, target: "y", seed: 1)
        #expect(three.parts.allSatisfy { !$0.rows.isEmpty })
        let none = errorText {
            _ = try split("{group: {parts: {train: 0.6, val: 0.2, test: 0.2}, by: g}}").assign(
                few.gathering([0, 1, 2]), target: "y", seed: 1)
        }
        #expect(none == "there are 2 groups for 3 parts")
    }

    @Test("hash: a row keeps its part when rows are added or moved; sizes near the shares")
    func hashes() throws {
        func table(_ keys: [Int]) throws -> Table {
            try Table([("id", .numbers(NumberColumn(keys.map { Double($0) })))])
        }
        let hash = try split("{hash: {parts: {train: 0.8, test: 0.2}, by: id}}")
        func test(_ keys: [Int], _ split: any Split) throws -> Set<Int> {
            Set(try split.assign(try table(keys), target: "y", seed: 0).parts[1].rows.map { keys[Int($0)] })
        }
        let first = try test(Array(0..<2000), hash)
        let grown = try test(Array((0..<3000).reversed()), hash)
        #expect(grown.filter { $0 < 2000 } == first)
        // 400 expected, standard deviation √(2000 · 0.2 · 0.8) = 18.
        #expect(abs(first.count - 400) < 80)
        let salted = try split("{hash: {parts: {train: 0.8, test: 0.2}, by: id, salt: x}}")
        #expect(try test(Array(0..<2000), salted) != first)
        #expect(
            try hash.assign(try table([7, 7, 7, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11]), target: "y", seed: 9).parts
                .contains {
                    $0.rows.prefix(3) == [0, 1, 2]
                })
    }
}
