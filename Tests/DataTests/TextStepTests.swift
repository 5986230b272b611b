import Data
import Foundation
import Spec
import TestSupport
import Testing

/// `tf_idf` and `hashing` beside scikit-learn: Fixtures/texts.json, written by Tests/References/data_texts.py.
@Suite("Steps for texts")
struct TextStepTests {
    struct Option: Decodable, Sendable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                text = "none"
            } else if let truth = try? container.decode(Bool.self) {
                text = "\(truth)"
            } else if let whole = try? container.decode(Int.self) {
                text = "\(whole)"
            } else if let number = try? container.decode(Double.self) {
                text = "\(number)"
            } else if let numbers = try? container.decode([Int].self) {
                text = "\(numbers)"
            } else if let words = try? container.decode([String].self) {
                text = "[" + words.joined(separator: ", ") + "]"
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var step: String
        var options: [String: Option]
        var terms: [String]?
        var train: [[Double]]
        var new: [[Double]]

        /// Our names, where they differ.
        var yaml: String {
            let names = ["norm": "norm"]
            let fields = options.sorted { $0.key < $1.key }.map {
                "\(names[$0.key] ?? $0.key): \($0.value.text)"
            }
            return "{\(step): {" + (["columns: t"] + fields).joined(separator: ", ") + "}}"
        }
        var testDescription: String { yaml }
    }

    private struct Reference: Decodable {
        var train: [String]
        var new: [String]
        var cases: [Case]
    }

    private static let reference: Reference? = {
        let path = fixtureFolder(beside: #filePath) + "/texts.json"
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? JSONDecoder().decode(Reference.self, from: data)
    }()

    static let cases = reference?.cases ?? []

    @Test("the reference file is there")
    func exists() { #expect(Self.cases.count >= 16) }

    /// The step's transform, fitted on all rows of a table.
    private func transform(_ yaml: String, on table: Table) throws -> any Transform {
        let section = try dataSection("source: {csv: x.csv}\ntarget: y\nsteps: [\(yaml)]")
        let step = try #require(section.steps.first?.value)
        let context = StepContext(schema: table.schema, target: "y")
        _ = try step.schema(after: context)
        switch step.preparation {
        case .stateless(_, let make): return try make(context)
        case .fitted(_, let fit):
            let assignment = try NoSplit.standard.assign(table, target: "y", seed: 0)
            return try fit(assignment.trainingRows(of: table, scope: .train), context)
        }
    }

    private func table(_ texts: [String?], asCategories: Bool = false) throws -> Table {
        let column = asCategories ? Column.categories(CategoryColumn(texts)) : .text(TextColumn(texts))
        return try Table([("t", column), ("y", .numbers(NumberColumn(texts.map { _ in 1.0 })))])
    }

    private func check(_ table: Table, _ expected: [[Double]]) {
        let names = table.schema.names.filter { $0 != "y" }
        #expect(names.count == expected.first?.count)
        for (place, name) in names.enumerated() {
            for (value, row) in zip(numbers(table, name), expected) {
                #expect(abs((value ?? .nan) - row[place]) < 1e-12, "\(name)")
            }
        }
    }

    @Test("values are those of scikit-learn, for the rows that were seen and for others", arguments: cases)
    func values(_ reference: Case) throws {
        let all = try #require(Self.reference)
        for asCategories in [false, true] {
            let train = try table(all.train, asCategories: asCategories)
            let fitted = try transform(reference.yaml, on: train)
            let result = try fitted.apply(to: train)
            if let terms = reference.terms {
                #expect(result.schema.names == terms.map { "t_\($0)" } + ["y"])
            }
            check(result, reference.train)
            // The state as a run keeps it, applied to rows it has not seen.
            let state = Preprocessing(entries: [Preprocessing.Entry(transform: fitted)], target: "y")
            let restored = try Preprocessing(json: try state.json())
            check(try restored.apply(to: try table(all.new, asCategories: asCategories)), reference.new)
        }
    }

    @Test("a missing text has zeros everywhere, and counts as a row without words")
    func missing() throws {
        let table = try table(["red fox", nil, "red"])
        let result = try transform("{tf_idf: t}", on: table).apply(to: table)
        #expect(result.schema.names == ["t_fox", "t_red", "y"])
        #expect(numbers(result, "t_fox")[1] == 0)
        #expect(numbers(result, "t_red")[1] == 0)
        // Three rows, red in two: idf = ln(4 / 3) + 1; fox in one: ln(4 / 2) + 1.
        let (red, fox) = (log(4.0 / 3) + 1, log(2.0) + 1)
        #expect(abs((numbers(result, "t_fox")[0] ?? 0) - fox / (red * red + fox * fox).squareRoot()) < 1e-15)
        let hashed = try transform("{hashing: {columns: t, features: 4}}", on: table).apply(to: table)
        #expect((0..<4).allSatisfy { numbers(hashed, "t_hash\($0)")[1] == 0 })
    }

    @Test("whole values are dealt into columns, also of categories and numbers")
    func values() throws {
        let table = try Table([
            ("t", .categories(CategoryColumn(["New York", "Bonn", "New York"]))),
            ("n", .numbers(NumberColumn([1, 2, 1]))), ("y", .numbers(NumberColumn([1, 2, 3]))),
        ])
        let step = "{hashing: {columns: [t, n], features: 8, analyzer: value}}"
        let result = try transform(step, on: table).apply(to: table)
        #expect(result.schema.names.count == 17)
        for row in 0..<3 {
            let values = (0..<8).map { numbers(result, "t_hash\($0)")[row] ?? 0 }
            #expect(values.filter { abs($0) == 1 }.count == 1)
            #expect(values.filter { $0 == 0 }.count == 7)
        }
        #expect(
            (0..<8).allSatisfy { numbers(result, "t_hash\($0)")[0] == numbers(result, "t_hash\($0)")[2] })
    }

    @Test("what was left out is said, and what cannot be is refused")
    func limits() throws {
        let table = try table(["a1 b2 c3", "a1 b2", "a1"])
        let fitted = try transform("{tf_idf: {columns: t, max_features: 2}}", on: table)
        #expect(fitted.warnings == ["'t' has 3 terms, of which the 2 most frequent are kept (max_features)"])
        let none = errorText { _ = try transform("{tf_idf: {columns: t, min_df: 9}}", on: table) }
        #expect(none.contains("no term of 't' is left: 3 occur in the 3 training rows"))
        let number = errorText { _ = try transform("{tf_idf: y}", on: table) }
        #expect(number.contains("target-is-feature"))
        let wrong = errorText { _ = try transform("{tf_idf: {columns: t, ngrams: [3, 1]}}", on: table) }
        #expect(wrong.contains("the fewest of a term, 3, are more than the most, 1"))
        let share = errorText { _ = try transform("{tf_idf: {columns: t, min_df: 1.5}}", on: table) }
        #expect(share.contains("a number of rows, or a share of them"))
        let numbers = try Table([
            ("t", .numbers(NumberColumn([1, 2]))), ("y", .numbers(NumberColumn([1, 2]))),
        ])
        let kind = errorText { _ = try transform("{hashing: t}", on: numbers) }
        #expect(kind.contains("'hashing' takes columns of texts, and 't' holds numbers"))
    }

    @Test("too many numbers are refused before memory is taken")
    func memory() throws {
        // 20,000 columns of 7,000 rows are 140,000,000 numbers, more than 134,217,728.
        let table = try table([String](repeating: "x1", count: 7_000))
        let fitted = try transform("{hashing: {columns: t, features: 20000}}", on: table)
        let text = errorText { _ = try fitted.apply(to: table) }
        #expect(text.contains("would make 20000 columns of 7000 rows"))
    }
}
