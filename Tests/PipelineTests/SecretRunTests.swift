import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing

/// A secret is in none of the files that a run, its continuation or a sweep leave.
@Suite("Secrets of runs")
struct SecretRunTests {
    private static let secret = "s3cr3t-0f-a-run"
    private static let password = "pa55-0f-an-address"

    private func environment(_ workspace: TestWorkspace) -> [String: String] {
        workspace.environment.merging(["VAULT": Self.secret]) { _, new in new }
    }

    private func write(_ workspace: TestWorkspace) throws -> String {
        try workspace.folder.write(
            """
            extends: fine.yaml
            description: made with ${secret:VAULT}
            data: {source: {csv: {path: data/plants.csv, url: 'http://me:\(Self.password)@127.0.0.1:1/${secret:VAULT}.csv'}}}

            """, to: "secret.yaml")
    }

    /// The files below a folder that hold one of the texts.
    private func files(in folder: String, holding texts: [String]) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { return false }
            return texts.contains { data.firstRange(of: Data($0.utf8)) != nil }
        }
    }

    @Test("a run with a secret leaves it in no file, and goes on")
    func run() throws {
        let workspace = try TestWorkspace()
        let path = try write(workspace)
        let environment = environment(workspace)
        func request(_ path: String, _ overrides: [String] = []) -> RunOutcome {
            RunExperiment.run(
                SpecRequest(
                    input: .path(path), path: path, overrides: overrides, environment: environment),
                RunRequest(
                    specification: path, runsFolder: workspace.runsFolder, threads: 1,
                    commandLine: ["run", "data.source.url=http://me:\(Self.password)@host/x"],
                    writesReport: true),
                output: workspace.silent, gate: OpenGate(), isInterrupted: { false })
        }
        let outcome = request(path)
        let directory = try #require(outcome.directory)
        #expect(outcome.status == .done)
        let found = files(in: workspace.runsFolder, holding: [Self.secret, Self.password])
        #expect(found.isEmpty, "\(found)")
        let resolved = try String(contentsOfFile: directory + "/" + RunFile.resolved, encoding: .utf8)
        #expect(resolved.contains("${secret:VAULT}"))
        let resumed = ResumeRun.run(
            ResumeRequest(
                run: "latest", overrides: ["train.epochs=7"], runsFolder: workspace.runsFolder, threads: 1,
                writesReport: true),
            environment: environment, output: workspace.silent, gate: OpenGate(), isInterrupted: { false })
        #expect(resumed.status == .done)
        #expect(files(in: workspace.runsFolder, holding: [Self.secret, Self.password]).isEmpty)
        // Without the secret it cannot go on, and says so.
        #expect(workspace.resume(["train.epochs=9"]).status != .done)
    }

    @Test("a sweep with a secret leaves it in no file, and its trials are the same with another secret")
    func sweep() throws {
        let workspace = try TestWorkspace()
        _ = try write(workspace)
        try workspace.folder.write(
            "extends: secret.yaml\nsweep: {parameters: {optimizer.lr: [0.01, 0.1]}}\n", to: "sweep.yaml")
        var tables: [String] = []
        for (runs, value) in [("one", Self.secret), ("two", "an0ther-s3cr3t")] {
            let status = RunSweep.run(
                SweepRequest(
                    specification: workspace.folder.file("sweep.yaml"), arguments: [],
                    runsFolder: workspace.folder.file(runs), jobs: 1, more: 0, keep: .all),
                environment: workspace.environment.merging(["VAULT": value]) { _, new in new },
                output: workspace.silent, gate: OpenGate(), isInterrupted: { false })
            #expect(status == .done)
            #expect(files(in: workspace.folder.file(runs), holding: [value, Self.password]).isEmpty)
            let directory = try SweepDirectory.find("latest", in: workspace.folder.file(runs))
            let records = try directory.state().ordered
            tables.append(records.map(\.folderName).sorted().joined(separator: " "))
        }
        #expect(tables[0] == tables[1])
    }
}
