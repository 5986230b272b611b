import Data
import Foundation
import Spec
import TestSupport
import Testing

/// Every registered step, with and without groups: what a run's state makes of the rows it was made for, read again
/// with no more columns than it asks for, has the same bits as what the run itself made of them.
@Suite("Steps do the same to new rows")
struct NewRowsConformanceTests {
    /// The steps over the order of rows, each of a series by group.
    private static let grouped = [
        "{impute: {columns: income, strategy: ffill, group: city}}",
        "{impute: {columns: income, strategy: bfill, group: city}}",
        "{impute: {columns: income, strategy: ffill, group: city, indicator: true}}",
        "{lag: {columns: [area, price], lags: [1, 2], group: city}}",
        "{difference: {columns: area, periods: 2, group: city}}",
        "{rolling: {columns: area, window: 3, group: city}}",
    ]
    /// Steps whose columns others are made of.
    private static let chains = [
        "one_hot: city\n  - derive: {e: 'city_Ulm * area'}",
        "rename: {area: x}\n  - derive: {area: x * 2}\n  - drop: x",
        "date_parts: {columns: date, parts: [month]}\n  - periodic: {columns: date_month, period: 12}",
        "pca: {columns: [area, rooms]}\n  - polynomial: [pc1, id]",
        "impute: {columns: income, strategy: ffill, group: city}\n  - standardize: income\n  - rename: {income: g}",
    ]

    /// Without `window` alone: its later value is a target, which new rows do not have.
    static let steps = (StepLeakTests.steps + grouped + chains).filter { !$0.hasPrefix("{window") }

    private var csv: String { StepExamples.csv() }

    private func specification(_ step: String) -> String {
        let known = StepExamples.columns.filter { $0 != "unused" }.joined(separator: ", ")
        return """
            source: {type: csv, path: data.csv, types: \(StepExamples.types)}
            target: price
            steps:
              - \(step.hasPrefix("{select: ") ? "drop: unused" : "select: [\(known)]")
              - \(step)
              - drop: categorical except target
              - impute: {columns: features, strategy: constant, value: 0}
            split: {time: {train: 0.5, val: 0.2, test: 0.3}}
            """
    }

    @Test("the same rows give the same bits", arguments: steps)
    func same(_ step: String) throws {
        let data = try TestData(csv: csv)
        defer { withExtendedLifetime(data.folder) {} }
        let pipeline = try data.pipeline(specification(step), elementType: .float32)
        let prepared = try pipeline.prepare()
        let source = try pipeline.sourceTable().table
        // The state as it is read back from a run's directory.
        let state = try Preprocessing(json: try prepared.preprocessing.json())
        let rows = try NewRows(state, elementType: .float32)
        let (types, ignored) = try rows.columns(of: source.schema.names, withTarget: false, file: "data.csv")
        #expect(ignored.contains("unused"))
        let file = source.selecting(source.schema.names.filter { types[$0] != nil })
        let found = try rows.prepare(file, firstRow: 0, withTarget: false)
        #expect(found.unusable.isEmpty)
        #expect(found.features.columns == prepared.featureNames.count)
        // Training rows of target_encode have values of their own.
        let parts = prepared.splits.filter { $0.name != "train" || !step.hasPrefix("{target_encode") }
        for part in parts {
            for (position, row) in part.rowIds.enumerated() {
                let place = try #require(found.rows.firstIndex(of: Int32(row)))
                for column in 0..<part.features.columns {
                    let (here, there) = (found.features[place, column], part.features[position, column])
                    #expect(
                        here.bitPattern == there.bitPattern, "row \(row), \(prepared.featureNames[column])")
                }
            }
        }
    }

    @Test("a column that a step needs for a feature is asked for, and no other")
    func asked() throws {
        let expected: [(step: String, made: String?, needed: Set<String>)] = [
            ("impute: {columns: income, strategy: ffill, group: city}", nil, ["income", "city"]),
            ("one_hot: city", "city_Ulm", ["income", "city"]),
            ("derive: {e: area * rooms}", "e", ["area", "income", "rooms"]),
            ("target_encode: city", "city", ["income", "city"]),
            ("row_normalize: [area, rooms]", nil, ["income"]),
            (
                "lag: {columns: price, lags: [1], group: city}", "price_lag1", ["income", "city", "price"]
            ),
        ]
        for (step, made, needed) in expected {
            let data = try TestData(csv: csv)
            defer { withExtendedLifetime(data.folder) {} }
            let features = (["income"] + (made.map { [$0] } ?? [])).joined(separator: ", ")
            let prepared = try data.prepare(specification(step) + "\nfeatures: [\(features)]")
            let rows = try NewRows(prepared.preprocessing, elementType: .float64)
            let types = try rows.columns(of: StepExamples.columns, withTarget: false, file: "data.csv").types
            #expect(Set(types.keys) == needed, "\(step)")
        }
    }

    @Test("a file that lacks a group is refused, not filled otherwise")
    func lackingGroup() throws {
        let prepared = try TestData(csv: csv).prepare(
            specification("impute: {columns: income, strategy: ffill, group: city}"))
        let rows = try NewRows(prepared.preprocessing, elementType: .float64)
        #expect(throws: DataFileError.self) {
            _ = try rows.columns(
                of: StepExamples.columns.filter { $0 != "city" }, withTarget: false, file: "data.csv")
        }
    }

    /// With work that grew by the cube of the columns this took minutes.
    @Test("wide tables cost no more than their columns", .timeLimit(.minutes(1)))
    func wide() throws {
        let width = 1500
        let names = (0..<width).map { "c\($0)" }
        let columns = names.map { name in (name: name, column: Column.numbers(NumberColumn([1, 2, 4]))) }
        let table = try Table(columns + [(name: "y", column: Column.numbers(NumberColumn([1, 2, 3])))])
        let scales = names.map { StandardizedColumn(name: $0, mean: 1, deviation: 2, isConstant: false) }
        let state = try Preprocessing(json: try wideState(scales, names))
        let rows = try NewRows(state, elementType: .float32)
        let types = try rows.columns(of: names, withTarget: false, file: "wide.csv").types
        #expect(types.count == width)
        let prepared = try rows.prepare(table, firstRow: 0, withTarget: false)
        #expect(prepared.features[2, width - 1] == 1.5)
    }

    private struct StandardizedColumn: Encodable {
        var name: String
        var mean: Double
        var deviation: Double
        var isConstant: Bool
    }

    private func wideState(_ scales: [StandardizedColumn], _ names: [String]) throws -> String {
        let columns = String(decoding: try JSONEncoder().encode(scales), as: UTF8.self)
        let known = names.map { "{\"name\": \"\($0)\", \"type\": \"number\"}" }.joined(separator: ", ")
        let features = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            {"target": "y", "steps": [{"step": "standardize", "fitted_on": "train", "fitted_rows": 3,
              "state": {"columns": \(columns)}}],
             "inputs": {"columns": [\(known), {"name": "y", "type": "number"}], "features": [\(features)]}}
            """
    }
}
