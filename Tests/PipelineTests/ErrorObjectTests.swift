import Foundation
import Pipeline
import Runs
import Testing

@Suite("--json on errors")
struct ErrorObjectTests {
    private let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace()
    }

    private struct Failure: Decodable {
        struct Row: Decodable {
            var argument: String?
            var code: String?
            var column: Int?
            var file: String?
            var line: Int?
            var message: String
        }

        var error: Row
        var findings: [Row]?
        var kind: String
        var status: String
    }

    private func run(_ overrides: [String]) throws -> (status: CommandStatus, output: CapturedOutput) {
        var outcome: RunOutcome?
        let path = workspace.folder.file("fine.yaml")
        let output = try CapturedOutput { output in
            outcome = RunExperiment.run(
                SpecRequest(
                    input: .path(path), path: path, overrides: overrides, environment: workspace.environment),
                RunRequest(specification: path, runsFolder: workspace.runsFolder, threads: 1),
                output: output.json, gate: OpenGate(), isInterrupted: { false })
        }
        return (try #require(outcome).status, output)
    }

    private func failure(_ output: CapturedOutput) throws -> Failure {
        #expect(output.results.split(separator: "\n").count == 1, "one object: \(output.results)")
        return try JSONDecoder().decode(Failure.self, from: Data(output.results.utf8))
    }

    @Test("A specification with mistakes: the first one, all of them, and the exit code")
    func specification() throws {
        let (status, output) = try run(["optimizer.lrr=0.1", "train.epohcs=3"])
        #expect(status == .invalid)
        let failure = try failure(output)
        #expect(failure.kind == "specification" && failure.status == "invalid")
        #expect(failure.error.code == "unknown-key")
        // `optimizer.` has ten characters.
        #expect(failure.error.argument == "optimizer.lrr=0.1" && failure.error.column == 11)
        #expect(failure.findings?.count == 2)
        #expect(output.messages.contains("error[unknown-key]"), "the words are printed as well")
    }

    @Test("Data with mistakes are named with file and line")
    func data() throws {
        let path = try workspace.folder.write("a,y\n1,2\nx,3\n", to: "data/broken.csv")
        var status: CommandStatus?
        let output = try CapturedOutput { output in
            status = ShowData.perform(
                DataRequest(
                    path: workspace.folder.file("fine.yaml"),
                    overrides: ["data.source={csv: {path: \(path), types: {a: number}}}"]),
                output: output.json, environment: workspace.environment)
        }
        let failure = try failure(output)
        #expect(failure.kind == "data" && failure.status == "failed" && status == .failed)
        #expect(failure.error.line == 3 && failure.error.file?.hasSuffix("broken.csv") == true)
    }

    @Test("A name that means no run")
    func name() throws {
        _ = workspace.run(["train.epochs=1"])
        var status: CommandStatus?
        let output = try CapturedOutput { output in
            status = ShowRun.perform("nothing", runsFolder: workspace.runsFolder, output: output.json)
        }
        let failure = try failure(output)
        #expect(status == .invalid && failure.kind == "run" && failure.status == "invalid")
        #expect(failure.error.message.contains("'nothing'"))
    }

    @Test("A run that began and failed is the object of every run")
    func diverged() throws {
        let (status, output) = try run(["optimizer={sgd: {lr: 1.0e+30}}"])
        #expect(status == .failed)
        let object = try JSONSerialization.jsonObject(with: Data(output.results.utf8)) as? [String: Any]
        #expect(object?["status"] as? String == "diverged" && object?["run"] != nil)
    }
}
