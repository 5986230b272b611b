import Data
import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing

@Suite("Every drafted specification runs")
struct DraftPropertyTests {
    /// A table written for one kind of trouble.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var target = "y"
        var header: String
        var row: @Sendable (Int) -> String
        var rows = 40
        var contains: [String] = []
        var lacks: [String] = []
        var testDescription: String { name }
    }

    /// Without a pattern that a model could find, but the same each time.
    private static func noise(_ row: Int, _ salt: Int = 0) -> Int {
        (row * 7919 + salt * 104_729 + row * row * 31) % 997
    }

    /// Noise that no model finds anything in, from 0 to below a limit: SplitMix64's first half.
    private static func chance(_ row: Int, below limit: UInt64) -> UInt64 {
        var bits = UInt64(truncatingIfNeeded: row + 1) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 30
        bits = bits &* 0xBF58_476D_1CE4_E5B9
        return (bits ^ bits >> 27) % limit
    }

    static let cases: [Case] = [
        Case(name: "two rows", header: "x,y", row: { "\($0),\($0 * 2)" }, rows: 2),
        Case(name: "three rows of classes", header: "x,y", row: { "\($0),\($0 < 2 ? "a" : "b")" }, rows: 4),
        Case(
            name: "nine rows with gaps", header: "x,z,y",
            row: { "\($0 % 3 == 0 ? "" : "\($0)"),\($0),\($0 * $0)" }, rows: 9),
        Case(
            name: "names of new columns are taken", header: "a,a_b,x,x_missing,d,d_month,y",
            row: {
                "\($0 % 2 == 0 ? "b_c" : "z"),\($0 % 3 == 0 ? "c" : "w"),\($0 % 5 == 0 ? "" : "\($0)"),\(noise($0)),"
                    + "2020-0\(1 + noise($0) % 9)-1\($0 % 9),\(noise($0, 2)),\(noise($0, 3))"
            }, contains: ["rename:"]),
        Case(
            name: "odd names", header: "\"a,b\",*,all,features,0,x: y,\"q\"\"q\",#,y",
            row: { row in (0..<9).map { "\(noise(row, $0))" }.joined(separator: ",") }),
        Case(
            name: "dates with gaps", header: "d,x,y",
            row: {
                "\($0 % 7 == 3 ? "" : "2020-0\(1 + noise($0) % 9)-1\(noise($0, 1) % 9)"),\(noise($0)),\(noise($0, 2))"
            }),
        Case(
            name: "dates with the day first", header: "d,y",
            row: { "\(13 + noise($0) % 15)/0\(1 + $0 % 9)/2020,\(noise($0, 2))" }),
        Case(
            name: "dates that may be either", header: "d,x,y",
            row: { "0\(1 + noise($0) % 9)/0\(1 + $0 % 9)/2020,\($0),\(noise($0, 2))" },
            contains: ["say which", "drop: [d]"]),
        Case(
            name: "a pure series", header: "year,y", row: { "\(1950 + $0),\($0 * 3 + noise($0) % 5)" },
            contains: ["lag:", "split: {time: "]),
        Case(
            name: "a series of months", header: "when,y",
            row: {
                "20\(10 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)-01,\($0 % 12 * 10 + noise($0) % 5)"
            }, rows: 72,
            contains: ["lags: [1, 2, 3, 12]", "split: {time: "]),
        Case(
            name: "a series of working days", header: "day,y",
            row: {
                let (week, day) = ($0 / 5, $0 % 5)
                let date = 3 + 7 * week + day
                return
                    "2022-\(date < 32 ? "01-\(date < 10 ? "0" : "")\(date)" : "02-\(date < 41 ? "0" : "")\(date - 31)"),"
                    + "\(10 * day + noise($0) % 5)"
            }, rows: 40, contains: ["lag:", "split: {time: "], lacks: ["uneven"]),
        Case(
            name: "a series with holes", header: "year,y",
            row: { "\(1900 + $0 + $0 / 6),\($0 * 3 + noise($0) % 5)" },
            contains: ["the steps of 'year' are uneven", "split: {k_fold: "], lacks: ["lag:", "drop:"]),
        Case(
            name: "dates with holes", header: "day,y",
            row: { "20\(10 + $0 / 4)-0\(1 + $0 % 4 * 2)-\(10 + noise($0) % 19),\($0 * 3 + noise($0) % 5)" },
            contains: ["the steps of 'day' are uneven", "days"], lacks: ["lag:", "split: {time: "]),
        Case(
            name: "noise in the order of dates", header: "day,x,y",
            row: { "2020-0\(1 + $0 / 9)-\(10 + $0 % 9),\(noise($0)),\(chance($0, below: 997))" }, rows: 72,
            contains: ["solver: constant", "No rows are kept aside"]),
        Case(
            name: "gaps in one of two columns", header: "a,b,y",
            row: {
                "\($0 % 4 == 1 ? "" : "\(chance($0, below: 50))"),\(chance($0 + 100, below: 50)),"
                    + "\(chance($0 + 100, below: 50) + chance($0 + 300, below: 30))"
            }, contains: ["impute: {columns: numeric, except: target, strategy: median}"]),
        Case(
            name: "noise of patients", header: "patient,x,y",
            row: { "p\($0 / 4),\(noise($0)),\(chance($0, below: 997))" },
            contains: ["solver: constant", "a mean of all rows does not look at it", "drop: [patient]"]),
        Case(
            name: "patients who differ from one another, and what holds for each of them",
            header: "patient,x,y",
            row: { "p\($0 / 6),\($0 % 6),\(100 * ($0 % 6) + noise($0 / 6) % 50)" }, rows: 72,
            contains: ["group_k_fold", "the model does not see it"], lacks: ["solver: constant"]),
        Case(
            name: "a year among others", header: "year,x,y", row: { "\(1950 + $0),\(noise($0)),\(2 * $0)" },
            lacks: ["drop:", "lag:"]),
        Case(
            name: "an identifier and a leak", header: "id,x,grade,y",
            row: { "\($0),\(noise($0)),\($0 % 2 == 0 ? "low" : "high"),\($0 % 2)" },
            contains: ["'id' is different in every row", "is it known before the target is?"]),
        Case(
            name: "shops by number", header: "store_id,x,y",
            row: { "\(100 + $0 % 12),\(noise($0)),\($0 % 5 * 9 + noise($0, 4) % 3)" },
            contains: ["cast: {store_id: category}"], lacks: ["group:"]),
        Case(
            name: "classes of one row", header: "x,z,y",
            row: { "\(noise($0)),\(noise($0, 1)),\($0 < 2 ? "rare\($0)" : $0 % 2 == 0 ? "a" : "b")" }),
        Case(
            name: "a target with gaps and a tail", header: "x,y",
            row: { "\($0),\($0 % 9 == 4 ? "" : "\(1 + $0 * $0 * $0 * $0)")" },
            contains: ["drop_missing: target"]),
        Case(
            name: "truth values with gaps", header: "t,c,y",
            row: {
                "\($0 % 5 == 1 ? "" : $0 % 2 == 0 ? "true" : "false"),\($0 % 4 == 1 ? "" : "k\($0 % 3)"),\(noise($0))"
            }),
        Case(
            name: "columns with hardly a value", header: "a,b,x,y",
            row: { "\($0 == 3 ? "1" : ""),\($0 == 5 ? "q" : ""),\(noise($0)),\(noise($0, 1))" },
            contains: ["drop: [a, b]"]),
        Case(
            name: "many categories", header: "city,x,y", row: { "c\(noise($0) % 25),\($0),\(noise($0, 1))" },
            rows: 90,
            contains: ["target_encode:"]),
        Case(
            name: "many categories and classes", header: "city,y", row: { "c\(noise($0) % 25),k\($0 % 4)" },
            rows: 90,
            contains: ["frequency:"]),
        Case(
            name: "counts", header: "x,y",
            row: { "\(noise($0)),\([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4][$0 % 12])" }, rows: 60,
            contains: ["metrics: [r2"]),
        Case(
            name: "grades", header: "x,y",
            row: { "\(noise($0)),\([3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9][$0 % 20])" },
            rows: 60,
            contains: ["counts or grades", "metrics: [r2"]),
        Case(
            name: "numbers of classes", header: "x,y", row: { "\(noise($0)),\(1 + $0 % 7)" }, rows: 70,
            contains: ["taken as classes", "metrics: [accuracy"]),
        Case(
            name: "constant within most folds", header: "a,b,y", row: { "\($0 == 7 ? 1 : 0),5,\(noise($0))" },
            contains: ["'b' has the same value in every row"]),
        Case(
            name: "sentences", header: "note,y",
            row: {
                "\"the \(["good", "bad", "odd"][$0 % 3]) thing number \($0) came again\",\($0 % 3 == 0 ? "yes" : "no")"
            },
            rows: 90, contains: ["tf_idf:"]),
        Case(
            name: "infinite values", header: "a,b,y",
            row: { "\($0 == 7 ? "inf" : "\($0)"),\(noise($0)),\(noise($0, 1))" }),
    ]

    @Test("the trouble with a table is seen, and the specification runs", arguments: cases)
    func runs(_ one: Case) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            ([one.header] + (0..<one.rows).map(one.row)).joined(separator: "\n") + "\n", to: "table.csv")
        let environment = ["ASSAY_CACHE": folder.file("cache")]
        let path = folder.file("draft.yaml")
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = DraftSpecification.perform(
                DraftRequest(data: folder.file("table.csv"), target: one.target, out: path), output: output,
                environment: environment)
        }
        #expect(status == .done, "\(captured.messages)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for word in one.contains { #expect(text.contains(word), "'\(word)' is missing: \(text)") }
        for word in one.lacks { #expect(!text.contains(word), "'\(word)' is there: \(text)") }
        let lines = text.split(separator: "\n")
        #expect(
            lines.allSatisfy { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("#") || $0.count <= 120 })
        let request = SpecRequest(input: .path(path), path: path, overrides: [], environment: environment)
        var outcome: RunOutcome?
        let run = try CapturedOutput { output in
            outcome = RunExperiment.run(
                request, RunRequest(specification: path, runsFolder: folder.file("runs")), output: output,
                gate: OpenGate()
            ) { false }
        }
        #expect(outcome?.status == .done, "\(run.messages)\n\(text)")
    }

    @Test("one file for each model, the best and the others")
    func all() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            (["x,z,y"] + (0..<60).map { "\($0),\(Self.noise($0)),\(3 * $0 + Self.noise($0) % 3)" })
                .joined(separator: "\n"), to: "table.csv")
        let into = folder.file("models")
        _ = try CapturedOutput { output in
            let request = DraftRequest(data: folder.file("table.csv"), target: "y", folder: into)
            #expect(DraftSpecification.perform(request, output: output, environment: [:]) == .done)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: into).sorted()
        #expect(
            files.contains("constant.yaml") && files.contains("linear.yaml") && files.contains("network.yaml")
        )
        for file in files {
            let request = SpecRequest(
                input: .path(into + "/" + file), path: into + "/" + file, overrides: [], environment: [:])
            #expect(SpecReading(request).checked != nil, "\(file)")
        }
    }
}
