import Data
import Foundation
import Spec
import TestSupport
import Testing

/// Each step on a small table; expected values by hand arithmetic, shown where it is not obvious.
@Suite("Steps")
struct StepTests {
    /// The table after the steps, with every row used for training.
    static func run(_ steps: String, target: String = "y", on table: Table) throws -> (Table, Preprocessing) {
        let section = try dataSection("source: {csv: x.csv}\ntarget: \(target)\nsteps: \(steps)")
        var table = table
        var entries: [Preprocessing.Entry] = []
        for step in section.steps {
            let context = StepContext(schema: table.schema, target: target)
            let predicted = try step.value.schema(after: context)
            let transform: any Transform
            switch step.value.preparation {
            case .stateless(_, let make): transform = try make(context)
            case .fitted(_, let fit):
                let split = NoSplit.standard
                let assignment = try split.assign(table, target: "y", seed: 0)
                transform = try fit(assignment.trainingRows(of: table, scope: .train), context)
            }
            table = try transform.apply(to: table)
            entries.append(Preprocessing.Entry(transform: transform))
            #expect(table.schema.names == predicted.names, "the columns were predicted")
            #expect(
                table.schema.columns.map(\.type) == predicted.columns.map(\.type), "the types were predicted")
        }
        return (table, Preprocessing(entries: entries, target: target))
    }

    private func table() throws -> Table {
        try Table([
            ("a", .numbers(NumberColumn([1, 2, 3, 4]))), ("b", .numbers(NumberColumn([0, nil, 4, 8]))),
            ("c", .numbers(NumberColumn([7, 7, 7, 7]))),
            ("k", .categories(CategoryColumn(["u", "v", "u", nil]))),
            ("y", .numbers(NumberColumn([1, 10, 100, 1000]))),
        ])
    }

    @Test("derive appends and replaces columns, later formulas see earlier ones")
    func derive() throws {
        let (result, _) = try Self.run("[{derive: {s: a + y, a: s * 2, t: a}}]", on: try table())
        #expect(result.schema.names == ["a", "b", "c", "k", "y", "s", "t"])
        #expect(numbers(result, "s") == [2, 12, 103, 1004])
        #expect(numbers(result, "a") == [4, 24, 206, 2008])
        #expect(numbers(result, "t") == [4, 24, 206, 2008])
    }

    @Test("select and drop")
    func selectAndDrop() throws {
        let (selected, _) = try Self.run("[{select: [y, a]}]", on: try table())
        #expect(selected.schema.names == ["y", "a"])
        let (dropped, _) = try Self.run("[{drop: {columns: features, except: [a, c]}}]", on: try table())
        #expect(dropped.schema.names == ["a", "c", "y"])
        let (one, _) = try Self.run("[{drop: k}]", on: try table())
        #expect(one.schema.names == ["a", "b", "c", "y"])
    }

    @Test("rename changes all names at once")
    func rename() throws {
        let (result, _) = try Self.run("[{rename: {a: b, b: a, k: kind}}]", on: try table())
        #expect(result.schema.names == ["b", "a", "c", "kind", "y"])
        #expect(numbers(result, "b") == [1, 2, 3, 4])
        let clash = errorText { _ = try Self.run("[{rename: {a: b}}]", on: try table()) }
        #expect(clash == "repeated-column: there would be two columns 'b'")
        let unknown = errorText { _ = try Self.run("[{rename: {x: b}}]", on: try table()) }
        #expect(unknown == "unknown-column: there is no column 'x' here")
    }

    @Test("filter keeps rows with their row ids; a missing condition removes the row")
    func filter() throws {
        let (result, _) = try Self.run("[{filter: b >= 0}, {filter: a != 3}]", on: try table())
        #expect(numbers(result, "a") == [1, 4])
        #expect((0..<result.rowCount).map { result.rowId($0) } == [0, 3])
        #expect(texts(result, "k") == ["u", nil])
        let none = errorText { _ = try Self.run("[{filter: a > 9}]", on: try table()) }
        #expect(none.contains("no row is left: the condition holds for none of 4 rows"))
        let wrong = errorText { _ = try Self.run("[{filter: a + 1}]", on: try table()) }
        #expect(wrong == "expression-type: the condition of a filter is true or false, found a number")
    }

    @Test("log to any base, and log1p; missing values stay missing")
    func log() throws {
        // log10 of 1, 10, 100, 1000 and ln 1, ln 2 by definition; log1p(0) = 0, log1p(4) = ln 5.
        let (result, _) = try Self.run(
            "[{log: {columns: y, base: 10}}, {log: a}, {log1p: b}]", on: try table())
        #expect(numbers(result, "y") == [0, 1, 2, 3])
        #expect(numbers(result, "a")[1] == Foundation.log(2.0))
        #expect(numbers(result, "b") == [0, nil, Foundation.log1p(4.0), Foundation.log1p(8.0)])
        let zero = errorText { _ = try Self.run("[{log: b}]", on: try table()) }
        #expect(zero.contains("1 value of 'b' is not above 0, first 0.0 in data row 0 (counted from 0)"))
        let text = errorText { _ = try Self.run("[{log: [a, k]}]", on: try table()) }
        #expect(text == "column-type: 'log' takes number columns, and 'k' holds categories")
    }

    @Test("standardize: mean 2.5, deviation sqrt(1.25) or, with ddof 1, sqrt(5/3)")
    func standardize() throws {
        let (result, _) = try Self.run("[{standardize: [a, b]}]", on: try table())
        let deviation = 1.25.squareRoot()
        let expected: [Double?] = [-1.5, -0.5, 0.5, 1.5].map { $0 / deviation }
        #expect(numbers(result, "a") == expected)
        // b: 0, 4, 8: mean 4, deviation sqrt(32/3); the missing value is passed over.
        let end = 4 / (32.0 / 3).squareRoot()
        let expectedWithGap: [Double?] = [-end, nil, 0, end]
        #expect(numbers(result, "b") == expectedWithGap)
        let (sample, _) = try Self.run("[{standardize: {columns: a, ddof: 1}}]", on: try table())
        #expect(numbers(sample, "a")[0] == -1.5 / (5.0 / 3).squareRoot())
        let (centred, _) = try Self.run("[{standardize: {columns: a, with_std: false}}]", on: try table())
        #expect(numbers(centred, "a") == [-1.5, -0.5, 0.5, 1.5])
        let (scaled, _) = try Self.run("[{standardize: {columns: a, with_mean: false}}]", on: try table())
        #expect(numbers(scaled, "a")[0] == 1 / deviation)
    }

    @Test("constant columns are centred, not scaled, with a warning")
    func constants() throws {
        let (result, state) = try Self.run("[{standardize: c}]", on: try table())
        #expect(numbers(result, "c") == [0, 0, 0, 0])
        #expect(
            state.entries[0].transform.warnings == [
                "constant in the training rows and therefore not scaled: 'c'"
            ])
        let (flat, warned) = try Self.run("[{normalize: {columns: c, range: [2, 3]}}]", on: try table())
        #expect(numbers(flat, "c") == [2, 2, 2, 2])
        #expect(warned.entries[0].transform.warnings.count == 1)
    }

    @Test("normalize to [0, 1] and to another range")
    func normalize() throws {
        let (result, _) = try Self.run("[{normalize: [a, b]}]", on: try table())
        let thirds: [Double?] = [0, 1, 2, 3].map { $0 / 3 }
        #expect(numbers(result, "a") == thirds)
        #expect(numbers(result, "b") == [0, nil, 0.5, 1])
        let (wide, _) = try Self.run("[{min_max: {columns: b, range: [-1, 1]}}]", on: try table())
        #expect(numbers(wide, "b") == [-1, nil, 0, 1])
    }

    @Test("threshold at a number, the mean and the median")
    func threshold() throws {
        // The mean of y is 1111 / 4 = 277.75, the median (10 + 100) / 2 = 55; not above counts as the first label.
        let (mean, _) = try Self.run("[{threshold: {y: mean}}]", on: try table())
        #expect(texts(mean, "y") == ["0", "0", "0", "1"])
        let (median, _) = try Self.run("[{threshold: {y: median}}]", on: try table())
        #expect(texts(median, "y") == ["0", "0", "1", "1"])
        let (fixed, _) = try Self.run(
            "[{threshold: {columns: {y: 10}, labels: [low, high]}}]", on: try table())
        #expect(texts(fixed, "y") == ["low", "low", "high", "high"])
        let (gap, _) = try Self.run("[{threshold: {b: 1}}]", on: try table())
        #expect(texts(gap, "b") == ["0", nil, "1", "1"])
    }

    @Test("a target transform is undone stage by stage")
    func inverse() throws {
        let steps =
            "[{rename: {y: t}}, {log: t}, {standardize: t}, {normalize: {columns: t, range: [-1, 1]}}]"
        let (result, state) = try Self.run(steps, target: "t", on: try table())
        let changed = numbers(result, "t").compactMap { $0 }
        for (value, original) in zip(changed, [1.0, 10, 100, 1000]) {
            #expect(abs(state.targetTransform.inverted(value) - original) < 1e-10 * original)
        }
        let (_, replaced) = try Self.run("[{log: y}, {derive: {y: a + 1}}]", on: try table())
        #expect(replaced.targetTransform.isIdentity)
        let (_, label) = try Self.run("[{log: y}, {threshold: {y: mean}}]", on: try table())
        #expect(label.targetTransform.isIdentity)
    }
}
