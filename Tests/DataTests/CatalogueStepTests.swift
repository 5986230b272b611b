import Data
import Foundation
import Spec
import TestSupport
import Testing

/// Values of scikit-learn and NumPy: Fixtures/steps.json, written by Tests/References/data_catalogue.py, which records
/// the versions. Steps are fitted on the first 45 of 60 rows and applied to all.
@Suite("The catalogue of steps against scikit-learn")
struct CatalogueStepTests {
    struct Reference: Decodable, Sendable {
        struct Case: Decodable, Sendable, CustomTestStringConvertible {
            struct Values: Decodable, Sendable {
                var name: String
                var values: [Value]
            }

            var name: String
            var use: [String]
            var target: String
            var steps: String
            var tolerance: Double?
            /// Whether training rows have values of their own, which new data do not get.
            var outOfFold: Bool?
            var expect: [Values]
            var testDescription: String { name }
        }

        var train: Int
        var table: [String: [Value]]
        var scores: [String: [Double]]
        /// For numbers with ties, which scikit-learn sets apart by noise: mean and deviation of its scores.
        var ties: [String: [Double]]?
        var cases: [Case]
    }

    enum Value: Decodable, Sendable, Equatable {
        case number(Double)
        case text(String)
        case missing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .missing
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    static let reference = load("steps.json")

    static func load(_ file: String) -> Reference {
        let path = fixtureFolder(beside: #filePath) + "/" + file
        guard let data = FileManager.default.contents(atPath: path),
            let reference = try? JSONDecoder().decode(Reference.self, from: data)
        else { return Reference(train: 0, table: [:], scores: [:], ties: [:], cases: []) }
        return reference
    }

    private static func column(_ values: [Value]) -> Column {
        if values.contains(where: { if case .text = $0 { true } else { false } }) {
            return .categories(
                CategoryColumn(values.map { if case .text(let text) = $0 { text } else { nil } }))
        }
        return .numbers(NumberColumn(values.map { if case .number(let number) = $0 { number } else { nil } }))
    }

    private static func table(_ names: [String], of reference: Reference) throws -> Table {
        try Table(names.map { ($0, column(try #require(reference.table[$0]))) })
    }

    /// The table after the steps, fitted on the first rows.
    static func run(
        _ steps: String, target: String, on table: Table, train: Int, outOfFold: Bool = false
    ) throws -> (Table, Preprocessing) {
        let section = try dataSection("source: {csv: x.csv}\ntarget: \(target)\nsteps: \(steps)")
        let assignment = RowAssignment(parts: [.init(name: "train", rows: Array(0..<Int32(train)))])
        var table = table
        var entries: [Preprocessing.Entry] = []
        for step in section.steps {
            let context = StepContext(schema: table.schema, target: target)
            let predicted = try step.value.schema(after: context)
            let transform: any Transform
            switch step.value.preparation {
            case .stateless(_, let make): transform = try make(context)
            case .fitted(let scope, let fit):
                transform = try fit(assignment.trainingRows(of: table, scope: scope), context)
            }
            if outOfFold, let transform = transform as? any OutOfFoldTransform {
                table = try transform.apply(
                    to: table, trainingRows: assignment.rows(of: table, scope: .train))
            } else {
                table = try transform.apply(to: table)
            }
            entries.append(Preprocessing.Entry(transform: transform))
            if !predicted.isProvisional {
                #expect(table.schema.names == predicted.names, "the columns were predicted")
                #expect(table.schema.columns.map(\.type) == predicted.columns.map(\.type))
            }
        }
        return (table, Preprocessing(entries: entries, target: target))
    }

    @Test("the reference file is there")
    func exists() { #expect(Self.reference.cases.count >= 50) }

    @Test("values, names and order", arguments: reference.cases)
    func values(_ reference: Reference.Case) throws { try Self.check(reference, of: Self.reference) }

    /// The steps of a case give its columns, and so does their state after it has been text.
    static func check(_ reference: Reference.Case, of whole: Reference) throws {
        let table = try table(reference.use, of: whole)
        let (result, state) = try run(
            reference.steps, target: reference.target, on: table, train: whole.train,
            outOfFold: reference.outOfFold ?? false)
        #expect(result.schema.names == reference.expect.map(\.name))
        // The state travels as JSON; what is read back does the same.
        let restored = try Preprocessing(json: try state.json())
        #expect(try restored.json() == state.json())
        let others = reference.outOfFold == true ? [] : [try restored.apply(to: table)]
        for other in [result] + others where other.rowCount == result.rowCount {
            for expected in reference.expect { expect(other, expected, reference.tolerance ?? 1e-10) }
        }
    }

    private static func expect(_ table: Table, _ expected: Reference.Case.Values, _ tolerance: Double) {
        guard let column = table[expected.name] else {
            Issue.record("there is no column '\(expected.name)'")
            return
        }
        #expect(column.count == expected.values.count)
        for (row, value) in expected.values.enumerated() where row < column.count {
            switch value {
            case .missing: #expect(column.description(row: row) == nil, "\(expected.name), row \(row)")
            case .text(let text):
                #expect(column.description(row: row) == text, "\(expected.name), row \(row)")
            case .number(let number):
                guard case .numbers(let numbers) = column, let found = numbers[row] else {
                    Issue.record("\(expected.name), row \(row): expected \(number), found no number")
                    continue
                }
                let error = abs(found - number) / max(1, abs(number))
                #expect(error <= tolerance, "\(expected.name), row \(row): \(found) is not \(number)")
            }
        }
    }

    @Test(
        "scores of select_k_best",
        arguments: [
            ("f_regression", "y"), ("f_classif", "label"), ("mutual_information", "y"),
            ("mutual_information of classes", "label"),
        ])
    func scores(_ name: String, _ target: String) throws {
        let names = ["a", "b", "c", "d", "flag"]
        let score = String(name.prefix { $0 != " " })
        let (_, state) = try Self.run(
            "[{select_k_best: {k: 1, score: \(score), columns: \(names)}}]".replacing("\"", with: ""),
            target: target,
            on: try Self.table(names + [target], of: Self.reference), train: Self.reference.train)
        let json =
            try JSONSerialization.jsonObject(with: Foundation.Data(try state.json().utf8)) as? [String: Any]
        let steps = try #require(json?["steps"] as? [[String: Any]])
        let scores = try #require((steps.first?["state"] as? [String: Any])?["scores"] as? [[String: Any]])
        let found = scores.compactMap { $0["score"] as? Double }
        let expected = try #require(Self.reference.scores[name])
        #expect(found.count == expected.count)
        if let ties = Self.reference.ties?[name] {
            let place = try #require(names.firstIndex(of: "d"))
            #expect(abs(found[place] - ties[0]) < 4 * ties[1], "\(found[place]) is not near \(ties[0])")
        }
        for (index, (value, reference)) in zip(found, expected).enumerated() {
            // The score of d depends on the noise.
            if names[index] == "d", Self.reference.ties?[name] != nil { continue }
            #expect(abs(value - reference) <= 1e-10 * max(1, abs(reference)), "\(value) is not \(reference)")
        }
    }
}
