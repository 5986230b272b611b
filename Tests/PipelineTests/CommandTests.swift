import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing

/// What a command printed, through real descriptors.
final class CapturedOutput {
    let results: String
    let messages: String

    init(_ body: (CommandOutput) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let paths = [folder.file("results"), folder.file("messages")]
        let descriptors = paths.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
        let terminals = descriptors.map { Terminal(descriptor: $0, isInteractive: false, hasColor: false) }
        try body(CommandOutput(results: terminals[0], messages: terminals[1]))
        descriptors.forEach { close($0) }
        results = try String(contentsOfFile: paths[0], encoding: .utf8)
        messages = try String(contentsOfFile: paths[1], encoding: .utf8)
    }
}

@Suite("Commands")
struct CommandTests {
    @Test("Inputs that are no specification get a message with a position and the exit code 2")
    func hopelessInputs() throws {
        let folder = try TemporaryFolder()
        var random = [UInt8]()
        var state: UInt32 = 12345
        for _ in 0..<4096 {
            state = state &* 1_664_525 &+ 1_013_904_223
            random.append(UInt8(truncatingIfNeeded: state >> 24))
        }
        let inputs = [
            try folder.write(Data(random), to: "random.yaml"), try folder.write("", to: "empty.yaml"),
            folder.path, folder.file("missing.yaml"),
            try folder.write(Data(repeating: UInt8(ascii: "a"), count: 200_000_000), to: "line.yaml"),
        ]
        for path in inputs {
            var status: CommandStatus?
            let captured = try CapturedOutput { output in
                status = CheckSpecifications.perform([path], output: output)
            }
            #expect(status == .invalid)
            #expect(captured.messages.contains("\(path):1:"), "no position: \(captured.messages.prefix(300))")
            #expect(captured.messages.contains("error["))
        }
    }

    @Test("A list of runs shows status and result; a run whose process is gone is interrupted")
    func listing() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        workspace.run() { true }
        let captured = try CapturedOutput { output in
            _ = ListRuns.perform(
                ListRuns.Request(runsFolder: workspace.runsFolder), output: output)
        }
        let rows = captured.results.split(separator: "\n")
        #expect(rows.count == 3)
        #expect(captured.results.contains("completed"))
        #expect(captured.results.contains("interrupted"))
        #expect(captured.results.contains("test mse"))
    }

    @Test("A run is described with its metrics against the baseline")
    func showing() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let captured = try CapturedOutput { output in
            _ = ShowRun.perform("latest", runsFolder: workspace.runsFolder, output: output)
        }
        for word in ["plants", "completed", "21 parameters", "mse ↓", "r2 ↑", "mean (test)", "sha256"] {
            #expect(captured.results.contains(word), "'\(word)' is missing")
        }
        let json = try CapturedOutput { output in
            _ = ShowRun.perform("latest", runsFolder: workspace.runsFolder, output: output.json)
        }
        let object = try JSONSerialization.jsonObject(with: Data(json.results.utf8)) as? [String: Any]
        #expect(object?["status"] as? String == "completed")
        let differences = object?["differs_from_defaults"] as? [[String: Any]]
        #expect(differences?.contains { $0["path"] as? String == "train.batch_size" } == true)
        #expect(captured.results.contains("  differs from the defaults\n"))
        #expect(captured.results.contains("optimizer.lr"))
        #expect(!captured.results.contains("train.shuffle"))
    }

    @Test("A run that does not exist ends with the exit code 2 and a hint")
    func unknownRun() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = ShowRun.perform(
                "plnats", runsFolder: workspace.runsFolder, output: output)
        }
        #expect(status == .invalid)
        #expect(captured.messages.contains("did you mean 'plants'?"))
        let far = try CapturedOutput { output in
            status = ShowRun.perform("b", runsFolder: workspace.runsFolder, output: output)
        }
        #expect(status == .invalid)
        #expect(!far.messages.contains("did you mean"), "nothing is near: \(far.messages)")
    }

    /// The pages of a few components, as they were read and found right.
    @Test(
        "Reference pages",
        arguments: ["train", "train.early_stopping", "optimizer", "optimizer.sgd", "layer.linear"])
    func referencePages(name: String) throws {
        let captured = try CapturedOutput { output in
            #expect(Explain.perform(name, output: output) == .done)
        }
        let golden = GoldenFile(path: fixtureFolder(beside: #filePath) + "/explain/\(name).txt")
        if let difference = golden.difference(to: captured.results) { Issue.record("\(name): \(difference)") }
    }

    @Test("Data that have to be fetched do not stop a check; a fetch that fails ends the run with its reason")
    func absentData() throws {
        let workspace = try TestWorkspace()
        // Nothing listens on port 1.
        let text = try String(contentsOfFile: workspace.folder.file("fine.yaml"), encoding: .utf8).replacing(
            "{csv: data/plants.csv}",
            with: "{type: csv, path: absent.csv, url: 'http://127.0.0.1:1/absent.csv'}")
        try workspace.folder.write(text, to: "absent.yaml")
        let path = workspace.folder.file("absent.yaml")
        let request = SpecRequest(
            input: .path(path), path: path, overrides: [], environment: workspace.environment)
        let checked = try #require(SpecReading(request).checked)
        #expect(checked.dataRemark?.contains("not there yet") == true)
        let reading = SpecReading(request, fetching: .allowed(nil))
        #expect(reading.fetchFailure?.contains("cannot download") == true)
        #expect(workspace.run(specification: "absent.yaml").status == .failed)
        #expect(workspace.runs.isEmpty)
    }

    @Test("An unknown name gets the nearest one and the exit code 2")
    func unknownPage() throws {
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = Explain.perform("optimizer.sdg", output: output)
        }
        #expect(status == .invalid)
        #expect(captured.messages.contains("did you mean 'optimizer.sgd'?"))
    }

    @Test("The schema is JSON that names every section")
    func schema() throws {
        let captured = try CapturedOutput { output in
            _ = Explain.perform(nil, as: .schema, output: output)
        }
        let schema = try JSONSerialization.jsonObject(with: Data(captured.results.utf8)) as? [String: Any]
        let properties = try #require(schema?["properties"] as? [String: Any])
        for key in ["data", "model", "loss", "optimizer", "schedule", "train", "metrics", "seed"] {
            #expect(properties[key] != nil, "\(key) is missing")
        }
    }
}
