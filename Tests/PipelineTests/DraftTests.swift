import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@Suite("Looking at data and drafting a specification")
struct DraftTests {
    private static func data(_ folder: TemporaryFolder) throws {
        var rows = ["id,size,weight,color,when,sick,grade,note"]
        for row in 0..<60 {
            let color = ["red", "green", "blue"][row % 3]
            let size = row % 11 == 4 ? "" : "\(Double(row * 37 % 23) / 2)"
            let when = "2024-0\(1 + row / 20)-\(10 + row % 20)"
            rows.append(
                "\(row),\(size),\(row * 13 % 17),\(color),\(when),\(row * 7 % 5 == 0),\(row * 5 % 4),free text \(row)"
            )
        }
        try folder.write(rows.joined(separator: "\n") + "\n", to: "plants.csv")
    }

    private func draft(_ folder: TemporaryFolder, target: String) throws -> (text: String, path: String) {
        let path = folder.file("draft.yaml")
        let request = DraftRequest(
            data: folder.file("plants.csv"), target: target, out: path, replaces: true)
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = DraftSpecification.perform(
                request, output: output, environment: ["ASSAY_CACHE": folder.file("cache")])
        }
        #expect(status == .done, "\(captured.messages)")
        return (try String(contentsOfFile: path, encoding: .utf8), path)
    }

    @Test(
        "what is drafted is right as it stands, for every kind of target",
        arguments: [
            ("weight", "r2, rmse, mae"), ("color", "accuracy, balanced_accuracy, {f1: macro}, log_loss"),
            ("sick", "accuracy, roc_auc, f1, log_loss"),
            ("grade", "accuracy, balanced_accuracy, {f1: macro}, log_loss"),
        ])
    func drafts(target: String, metrics: String) throws {
        let folder = try TemporaryFolder()
        try Self.data(folder)
        let (text, path) = try draft(folder, target: target)
        #expect(text.contains("metrics: [\(metrics)]\n"), "\(text)")
        #expect(text.contains("← this one"), "the race is told: \(text)")
        let request = SpecRequest(
            input: .path(path), path: path, overrides: [], environment: ["ASSAY_CACHE": folder.file("cache")])
        let reading = SpecReading(request)
        #expect(
            reading.checked != nil,
            "\(text)\n\(reading.text(Terminal(descriptor: -1, isInteractive: false, hasColor: false)))")
        #expect(text.contains("csv: \"plants.csv\""), "the path is relative to the specification")
        #expect(text.contains("'id' is different in every row"))
        #expect(text.contains("earlier rows train"), "there are dates: \(text)")
    }

    @Test("a target that is not there, or cannot be one, ends with a reason")
    func wrongTargets() throws {
        let folder = try TemporaryFolder()
        try Self.data(folder)
        for (target, reason) in [
            ("colr", "did you mean 'color'?"), ("note", "60 different values in 60 rows"),
        ] {
            let request = DraftRequest(data: folder.file("plants.csv"), target: target)
            let captured = try CapturedOutput { output in
                #expect(DraftSpecification.perform(request, output: output, environment: [:]) == .failed)
            }
            #expect(captured.messages.contains(reason), "\(captured.messages)")
        }
    }

    @Test("a file that is there is only replaced when that is asked for")
    func replacing() throws {
        let folder = try TemporaryFolder()
        try Self.data(folder)
        let out = try folder.write("mine", to: "mine.yaml")
        let request = DraftRequest(data: folder.file("plants.csv"), target: "weight", out: out)
        _ = try CapturedOutput { output in
            #expect(DraftSpecification.perform(request, output: output, environment: [:]) == .failed)
        }
        #expect(try String(contentsOfFile: out, encoding: .utf8) == "mine")
    }

    private func shown(_ request: DataRequest, _ folder: TemporaryFolder) throws -> (
        CommandStatus?, CapturedOutput
    ) {
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = ShowData.perform(
                request, output: output, environment: ["ASSAY_CACHE": folder.file("cache")])
        }
        return (status, captured)
    }

    @Test("a data file's profile names its columns and what is odd about them")
    func profile() throws {
        let folder = try TemporaryFolder()
        try Self.data(folder)
        let (status, captured) = try shown(
            DataRequest(path: folder.file("plants.csv"), target: "weight"), folder)
        #expect(status == .done, "\(captured.messages)")
        for word in ["60 rows, 8 columns", "size", "blue 20, green 20, red 20", "identifier", "free text"] {
            #expect(captured.results.contains(word), "'\(word)' is missing: \(captured.results)")
        }
    }

    @Test("what a step does, by its name or its number; fitted steps see the training rows")
    func afterStep() throws {
        let folder = try TemporaryFolder()
        try Self.data(folder)
        let path = try folder.write(
            """
            data:
              source: {csv: plants.csv}
              target: weight
              steps:
                - drop: [id, note, when, color]
                - filter: weight < 16
                - impute: size
                - standardize: size
              split: {random: {train: 0.5, test: 0.5}}
            model: [{linear: 1}]
            """, to: "spec.yaml")
        let (status, filtered) = try shown(DataRequest(path: path, after: "filter"), folder)
        #expect(status == .done, "\(filtered.messages)")
        // weight is 13 · row modulo 17. 13 · 4 = 1 modulo 17, so it is 16 for row = 4 · 16 = 13 modulo 17: rows 13, 30,
        // 47.
        #expect(filtered.results.contains("60 → 57 rows"), "\(filtered.results)")
        let (_, fitted) = try shown(DataRequest(path: path, after: "4"), folder)
        #expect(
            fitted.results.contains("step 4 standardize, fitted on 29 training rows"), "\(fitted.results)")
        let (wrong, message) = try shown(DataRequest(path: path, after: "pca"), folder)
        #expect(wrong == .invalid)
        #expect(message.messages.contains("its steps are: 1 drop, 2 filter, 3 impute, 4 standardize"))
    }
}
