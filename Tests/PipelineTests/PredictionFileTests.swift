import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Files of predictions and splits")
struct PredictionFileTests {
    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// A run of `least_squares` on a file of columns x and y.
    private func workspace(_ csv: String, _ data: String, more: String = "") throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.folder.write(csv, to: "d.csv")
        try workspace.folder.write(
            """
            seed: 1
            data: {source: {csv: d.csv}, target: y\(data)}
            model: [{linear: 1}]
            loss: mse
            solver: least_squares
            metrics: [mae, r2]
            \(more)
            """, to: "s.yaml")
        return workspace
    }

    @Test("the target column has the file's values, and measures are taken against them")
    func targets() throws {
        // y = 331002651 + 7 x, which least squares meets: the mean error is 0 but for rounding of the differences.
        let csv = "x,z,y\n" + (0..<40).map { "\($0),\($0 * 7 % 5),\(331_002_651 + $0 * 7)\n" }.joined()
        let workspace = try workspace(csv, ", split: {random: {train: 0.7, test: 0.3}}")
        #expect(workspace.run(specification: "s.yaml").status == .done)
        let run = try #require(workspace.runs.first)
        for line in try lines(run.file(RunFile.predictions)).dropFirst() {
            let fields = line.split(separator: ",").map(String.init)
            let row = try #require(Int(fields[0]))
            #expect(fields[1] == "\(331_002_651 + row * 7)")
            #expect(abs((Double(fields[2]) ?? 0) - Double(331_002_651 + row * 7)) < 1e-3)
        }
        let metrics = try #require(try run.metrics())
        #expect((metrics.originalUnits["test"]?["mae"] ?? 1) ?? 1 < 1e-3)
        #expect((metrics.splits["test"]?["r2"] ?? 0) ?? 0 > 0.999999)
        let again = workspace.evaluate()
        #expect(again.status == .done)
    }

    @Test("a prediction without an original is an empty field, and is told of by run, predict and evaluate")
    func lost() throws {
        // The rows that test lie where box_cox of no value leads to.
        let csv =
            "x,y\n" + (0..<40).map { "\(Double($0) / 40),\(pow(1 + Double($0) / 20, 3))\n" }.joined()
            + "-10,1\n-50,1\n"
        let workspace = try workspace(
            csv, ", steps: [{power: {columns: y, method: box_cox}}], split: {time: {train: 40, test: 2}}")
        var status = CommandStatus.failed
        let request = SpecRequest(
            input: .path(workspace.folder.file("s.yaml")), path: workspace.folder.file("s.yaml"),
            overrides: [],
            environment: workspace.environment)
        let ran = try CapturedOutput { output in
            status =
                RunExperiment.run(
                    request,
                    RunRequest(
                        specification: workspace.folder.file("s.yaml"), runsFolder: workspace.runsFolder,
                        threads: 1, writesReport: false),
                    output: output, gate: OpenGate(), isInterrupted: { false }
                ).status
        }
        #expect(status == .done)
        #expect(ran.messages.contains("without a prediction in the target's own units"))
        let run = try #require(workspace.runs.first)
        let table = try lines(run.file(RunFile.predictions))
        #expect(Array(table.dropFirst()) == ["40,1,", "41,1,"])
        try workspace.folder.write("x,y\n-50,1\n0.5,2\n", to: "new.csv")
        let predicted = workspace.predict()
        #expect(predicted.status == .done)
        #expect(predicted.messages.contains("1 row without a prediction in the target's own units"))
        #expect(try lines(workspace.folder.file("out.csv"))[1] == "0,")
        #expect(workspace.evaluate().messages.contains("without a prediction in the target's own units"))
    }

    @Test("the section predictions names, keeps and leaves out columns of what predict writes")
    func section() throws {
        let csv = "id,x,y\n" + (0..<20).map { "r\($0),\($0),\($0 * 2)\n" }.joined()
        let workspace = try workspace(
            csv, ", features: x",
            more: "predictions: {row: false, keep: [id], names: {prediction: tested, id: key}}")
        #expect(workspace.run(specification: "s.yaml").status == .done)
        try workspace.folder.write("id,place,x\n007,here,3\nNB,there,4\n", to: "new.csv")
        #expect(workspace.predict().status == .done)
        let found = try lines(workspace.folder.file("out.csv"))
        #expect(found[0] == "key,tested")
        #expect(found[1].hasPrefix("007,") && found[2].hasPrefix("NB,"))
        #expect(workspace.predict(keep: ["place"]).status == .done)
        #expect(try lines(workspace.folder.file("out.csv"))[0] == "key,place,tested")
        // The run's own file has its usual columns, which reports and comparisons read, and then the kept ones.
        let own = try lines(try #require(workspace.runs.first).file(RunFile.predictions))
        #expect(own[0] == "row,target,prediction,id")
        #expect(own[1].hasPrefix("0,0,") && own[1].hasSuffix(",r0"))
        #expect(own[20].hasPrefix("19,38,") && own[20].hasSuffix(",r19"))
        #expect(workspace.run(["data.split={k_fold: 4}"], specification: "s.yaml").status == .done)
        let folds = try lines(try #require(workspace.runs.last).file(RunFile.predictions))
        #expect(folds[0] == "row,fold,target,prediction,id")
        #expect(folds[20].hasPrefix("19,") && folds[20].hasSuffix(",r19"))
        let missing = workspace.run(["predictions.keep=[ix]"], specification: "s.yaml")
        #expect(missing.status != .done)
    }

    @Test(
        "columns there are none of, and names given twice, are refused",
        arguments: [
            ("{names: {predicton: p}}", "no column 'predicton'"), ("{keep: [id, id]}", "kept twice"),
            ("{keep: [id], names: {prediction: a, id: a}}", "two columns 'a'"),
        ])
    func wrong(_ section: String, _ message: String) throws {
        let workspace = try workspace("id,x,y\n1,2,3\n2,3,4\n3,4,5\n", "", more: "predictions: \(section)")
        let path = workspace.folder.file("s.yaml")
        let checked = try CapturedOutput { output in
            _ = RunExperiment.run(
                SpecRequest(
                    input: .path(path), path: path, overrides: [], environment: workspace.environment),
                RunRequest(
                    specification: path, runsFolder: workspace.runsFolder, threads: 1, writesReport: false),
                output: output, gate: OpenGate(), isInterrupted: { false })
        }
        #expect(checked.messages.contains(message))
        #expect(workspace.runs.isEmpty)
    }

    /// A part's rows as RunDirectory.md says they are read.
    private struct Splits: Decodable {
        struct Part: Decodable {
            var name: String
            var rows: Int
            var ranges: [String]?
            var bits: String?
            var rowNumbers: [Int]?

            private enum CodingKeys: String, CodingKey {
                case name, rows, ranges, bits
                case rowNumbers = "row_numbers"
            }

            var list: [Int] {
                if let bits, let bytes = Data(base64Encoded: bits) {
                    return (0..<(bytes.count * 8)).filter { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
                }
                return (ranges ?? []).flatMap { stretch -> [Int] in
                    let ends = stretch.split(separator: "-").compactMap { Int($0) }
                    return Array((ends.first ?? 0)...(ends.last ?? 0))
                }
            }
        }

        var parts: [Part]
        var folds: [[Part]]?
    }

    private func splits(_ rows: Int, _ split: String) throws -> (Splits, Int) {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            """
            data: {source: {random_table: {rows: \(rows), numbers: 1}}, target: target, split: \(split)}
            model: [{linear: 1}]
            loss: mse
            solver: least_squares
            """, to: "s.yaml")
        #expect(workspace.run(specification: "s.yaml").status == .done)
        let run = try #require(workspace.runs.first)
        let data = try #require(FileManager.default.contents(atPath: run.file(RunFile.splits)))
        return (try JSONDecoder().decode(Splits.self, from: data), data.count)
    }

    @Test(
        "splits.json lists every row of every part, in a file of bounded size",
        arguments: [(60, "{random: {train: 0.5, test: 0.5}}"), (90_000, "{random: {train: 0.5, test: 0.5}}")])
    func rows(_ count: Int, _ split: String) throws {
        let (file, size) = try splits(count, split)
        #expect(file.parts.map(\.list.count) == file.parts.map(\.rows))
        #expect(file.parts.flatMap(\.list).sorted() == Array(0..<count))
        #expect(file.parts.allSatisfy { $0.rowNumbers == ($0.rows <= 1000 ? $0.list : nil) })
        #expect(size < 400 + file.parts.count * max(2000, count / 5))
        #expect(file.parts.allSatisfy { ($0.bits != nil) == (count > 1000) })
    }

    @Test("and those of every fold")
    func folds() throws {
        let (file, _) = try splits(50, "{k_fold: 5}")
        let folds = try #require(file.folds)
        #expect(folds.count == 5)
        #expect(folds.flatMap { $0.filter { $0.name == "val" }.flatMap(\.list) }.sorted() == Array(0..<50))
    }
}
