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
            ("{random: {train: 0, test: 1}}", "0 must be > 0"),
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
}
