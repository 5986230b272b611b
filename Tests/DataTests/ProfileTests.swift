import Data
import Foundation
import TestSupport
import Testing

@Suite("Profiles")
struct ProfileTests {
    /// The columns of Tests/References/data_profile.py.
    private func reference() throws -> Table {
        let rows = 0..<60
        let x = rows.map { Double($0 * 7919 % 61) / 10 }
        let y = rows.map { row -> Double in
            let value = pow(x[row], 3) + Double(row * 104_729 % 13)
            return (value * 1e6).rounded() / 1e6
        }
        let colors = rows.map { Optional(["red", "green", "blue", "grey"][($0 * $0 + $0 / 5) % 4]) }
        let kinds = rows.map { Optional(["a", "b", "c"][($0 * 31 % 7) % 3]) }
        return try Table([
            ("x", .numbers(NumberColumn(x))), ("y", .numbers(NumberColumn(y))),
            ("color", .categories(CategoryColumn(colors))), ("kind", .categories(CategoryColumn(kinds))),
        ])
    }

    private func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) <= 1e-12 * max(1, abs(expected)) } ?? false
    }

    /// Tests/References/data_profile.py (numpy 2.4.6, scipy 1.17.1).
    @Test("numbers against a target of numbers: quantiles, moments, both correlations")
    func numbers() throws {
        let profile = DataProfile(try reference(), target: "y")
        let relation = try #require(profile[column: "x"]?.relation)
        #expect(isNear(relation.pearson, 0.9116427311972737))
        #expect(isNear(relation.spearman, 0.9741039177549322))
        let summary = try #require(profile[column: "y"]?.numbers)
        let expected = [3.3321, 10.79925, 39.3955, 99.17775, 189.58894999999998]
        for (found, value) in zip(summary.quantiles, expected) { #expect(isNear(found, value)) }
        #expect(isNear(summary.mean, 61.45948333333334))
        #expect(isNear(summary.deviation, 62.878704976722624))
        #expect(isNear(summary.skewness, 1.040938540629533))
        #expect(summary.histogram.counts.reduce(0, +) == 60)
        #expect(profile[column: "y"]?.relation == nil, "the target is not compared with itself")
    }

    /// The same script (scikit-learn 1.9.1 for the mutual information).
    @Test("categories against numbers and classes, numbers against classes")
    func categories() throws {
        let byNumber = DataProfile(try reference(), target: "y")
        #expect(isNear(byNumber[column: "color"]?.relation?.correlationRatio, 0.14014172969980346))
        let byClass = DataProfile(try reference(), target: "kind")
        #expect(isNear(byClass[column: "x"]?.relation?.correlationRatio, 0.06734561433753326))
        let relation = try #require(byClass[column: "color"]?.relation)
        #expect(isNear(relation.mutualInformation, 0.023418279954563165))
        #expect(isNear(relation.uncertainty, 0.02190431504995413))
    }

    /// 7 rows: three values 2, 3 and 5 once, …; counted by hand.
    @Test("missing, distinct, most frequent values, duplicates")
    func counts() throws {
        let table = try Table([
            ("v", .numbers(NumberColumn([2, nil, 2, 3, 5, 2, 3]))),
            ("c", .categories(CategoryColumn(["a", nil, "a", "b", "b", "a", "b"]))),
            ("t", .booleans(BooleanColumn([true, nil, true, true, false, true, true]))),
        ])
        let profile = DataProfile(table, target: nil)
        #expect(profile.columns.map(\.missing) == [1, 1, 1])
        #expect(profile.columns.map(\.distinct) == [3, 2, 2])
        // Rows 0, 2 and 5 are alike, and so are 3 and 6.
        #expect(profile.duplicateRows == 3)
        let values = try #require(profile[column: "v"]?.values?.top)
        #expect(values.map(\.value) == ["2", "3", "5"])
        #expect(values.map(\.rows) == [3, 2, 1])
        // Equally frequent values come in the column's order.
        #expect(profile[column: "c"]?.values?.top.map(\.value) == ["a", "b"])
        #expect(profile.columns.allSatisfy { $0.relation == nil })
    }

    private func findings(_ columns: [(name: String, column: Column)], target: String) throws -> [String] {
        DataProfile(try Table(columns), target: target).findings.map { finding in
            finding.kind.rawValue + " " + (finding.column ?? "")
        }
    }

    @Test("signs of constant columns, names of rows, leaks, gaps that tell the target")
    func signs() throws {
        let rows = 0..<40
        let target = rows.map { Double(($0 * 7) % 40) }
        let columns: [(name: String, column: Column)] = [
            ("y", .numbers(NumberColumn(target))),
            ("same", .numbers(NumberColumn(rows.map { _ in 4 }))),
            ("id", .numbers(NumberColumn(rows.map { Double(100 + $0) }))),
            // A third power has the ranks of the target.
            ("cube", .numbers(NumberColumn(target.map { $0 * $0 * $0 + 0.5 }))),
            ("fair", .numbers(NumberColumn(rows.map { Double($0 * 13 % 11) / 3 }))),
            (
                "gaps",
                .numbers(
                    NumberColumn(target.map { $0 < 5 ? nil : $0 * $0.truncatingRemainder(dividingBy: 3) }))
            ),
        ]
        let found = try findings(columns, target: "y")
        #expect(found == ["constant same", "identifier id", "leak cube"])
        let labels = target.map { Optional($0 < 5 ? "low" : "high") }
        let classes = try findings(
            [("y", .categories(CategoryColumn(labels)))] + columns.dropFirst(), target: "y")
        #expect(classes == ["constant same", "identifier id", "leak cube", "leak gaps"])
    }

    @Test("what is odd about a target: rare classes, gaps, a long tail")
    func targets() throws {
        let labels = (0..<50).map { $0 == 0 ? nil : Optional($0 < 4 ? "rare" : "common") }
        let classes = try findings([("y", .categories(CategoryColumn(labels)))], target: "y")
        #expect(classes.prefix(2) == ["missing_target y", "imbalance y"])
        let tail = (0..<50).map { exp(Double($0) / 6) }
        #expect(try findings([("y", .numbers(NumberColumn(tail)))], target: "y") == ["skewed_target y"])
    }

    @Test("a large table is profiled on evenly spaced rows, its gaps are counted on all")
    func sampling() throws {
        let rows = (0..<1000).map { $0 % 10 == 0 ? nil : Double($0) }
        let profile = DataProfile(
            try Table([("v", .numbers(NumberColumn(rows)))]), target: nil, rowLimit: 100)
        #expect(profile.rows == 1000)
        #expect(profile.profiledRows == 100)
        #expect(profile[column: "v"]?.missing == 100)
        // Every tenth row, from 0, is missing.
        #expect(profile[column: "v"]?.numbers == nil)
    }

    @Test("a profile survives JSON, infinite and missing values included")
    func json() throws {
        let table = try Table([
            ("v", .numbers(NumberColumn([1, nil, .infinity, -2]))),
            ("none", .numbers(NumberColumn([nil, nil, nil, nil]))),
            ("text", .text(TextColumn(["a \"quote\"", nil, "ü", "\n"]))),
        ])
        let profile = DataProfile(table, target: "v")
        let data = try JSONEncoder().encode(profile)
        #expect(try JSONDecoder().decode(DataProfile.self, from: data) == profile)
        #expect(profile[column: "v"]?.numbers?.infinite == 1)
        #expect(profile[column: "v"]?.numbers?.maximum == 1)
    }

    @Test("an empty table has an empty profile")
    func empty() throws {
        let profile = DataProfile(try Table([("v", .numbers(NumberColumn([])))]), target: "v")
        #expect(profile.rows == 0)
        #expect(profile[column: "v"]?.distinct == 0)
    }
}
