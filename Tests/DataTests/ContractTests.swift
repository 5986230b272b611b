import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Data contract")
struct ContractTests {
    private static let csv = "id,age,color,ok\n1,20,red,true\n2,30,blue,false\n3,,red,true\n"

    private func error(_ columns: String, csv: String = csv) throws -> String {
        let data = try TestData(csv: csv)
        return errorText {
            _ = try data.prepare(
                "source: {csv: data.csv}\ntarget: age\nfeatures: id\nsteps: [{drop_missing: age}]\ncolumns: \(columns)"
            )
        }
    }

    @Test("data that keep the contract are prepared")
    func kept() throws {
        let columns = """
            {id: {type: number, unique: true, missing: false, min: 1, max: 3, whole: true},
             age: {max_missing: 0.4, min: 0}, color: {type: category, values: [red, blue]}, ok: {type: boolean},
             absent: {required: false}}
            """
        #expect(try error(columns) == "")
    }

    /// Line 1 is the header: data row n stands on line n + 2.
    @Test(
        "rows that break a rule are named with their line",
        arguments: [
            ("{age: {missing: false}}", "data.csv:4: error: column 'age': has no value, in data row 2"),
            ("{age: {max: 25}}", "data.csv:3: error: column 'age': 30 is above 25, in data row 1"),
            ("{age: {min: 25}}", "data.csv:2: error: column 'age': 20 is below 25, in data row 0"),
            ("{color: {values: [red]}}", "data.csv:3: error: column 'color': 'blue' is not one of red"),
            (
                "{color: {unique: true}}",
                "data.csv:4: error: column 'color': 'red' stands there a second time"
            ),
            ("{age: {max_missing: 0.1}}", "column 'age': missing in 1 of 3 rows, more than the share 0.1"),
            ("{id: {values: [1, 2]}}", "data.csv:4: error: column 'id': 3 is not one of 1, 2"),
        ])
    func broken(columns: String, message: String) throws {
        let text = try error(columns)
        #expect(text.contains(message), "\(text)")
    }

    @Test("a record's line is found behind quoted line breaks")
    func lines() throws {
        let csv = "id,age,color,ok\n1,20,\"a\nb\nc\",true\n2,30,red,false\n3,99,red,true\n"
        let text = try error("{age: {max: 50}}", csv: csv)
        #expect(text.contains("data.csv:6: error: column 'age': 99 is above 50"), "\(text)")
    }

    @Test(
        "names and types are judged before the rows are read",
        arguments: [
            ("{agee: {min: 0}}", "unknown-column: there is no column 'agee' here"),
            ("{color: {type: number}}", "column-type: the contract says that 'color' holds numbers"),
        ])
    func columns(columns: String, message: String) throws {
        let data = try TestData(csv: Self.csv)
        let text = errorText {
            _ = try data.pipeline("source: {csv: data.csv}\ntarget: age\nfeatures: id\ncolumns: \(columns)")
                .plan()
        }
        #expect(text.contains(message), "\(text)")
    }

    @Test("20 broken rules are shown, all are counted")
    func many() throws {
        let rows = (0..<50).map { "\($0),\($0),red,true" }.joined(separator: "\n")
        let text = try error("{age: {max: 9}}", csv: "id,age,color,ok\n\(rows)\n")
        #expect(text.contains("… and 20 more problems"), "\(text)")
    }
}
