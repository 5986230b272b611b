import Foundation
import Testing

extension EndToEndTests {
    @Suite struct CommandLineTests {
        @Test(
            "A wrong command line ends with 2",
            arguments: [
                ["frobnicate"], ["run"], ["run", "a.yaml", "--threads", "0"], ["run", "--nonsense"],
                ["check"],
                ["explain", "optimizer.adma"], ["show", "no-such-run"], ["resume", "no-such-run"],
                ["run", "\(AssayProgram.experiment("xor"))", "train.epochz=3"],
                ["run", "\(AssayProgram.experiment("xor"))", "train.epochs=many"],
            ])
        func wrongCommandLine(arguments: [String]) throws {
            let ending = try AssayProgram.run(arguments, in: Workspace())
            #expect(ending.code == 2, "\(ending)")
            #expect(!ending.errors.isEmpty)
        }

        @Test(
            "Help and reference pages end with 0",
            arguments: [
                ["--help"], ["--version"], ["run", "--help"], ["explain"], ["explain", "optimizer.adam"],
                ["explain", "train"],
                ["explain", "--schema"], ["ls"],
            ])
        func help(arguments: [String]) throws {
            let ending = try AssayProgram.run(arguments, in: Workspace())
            #expect(ending.code == 0, "\(ending)")
        }

        @Test func schemaIsJSON() throws {
            let ending = try AssayProgram.run(["explain", "--schema"], in: Workspace())
            let schema = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
            #expect(schema?["properties"] is [String: Any])
        }

        @Test func specificationFromStandardInput() throws {
            let workspace = try Workspace()
            let data = AssayProgram.packageRoot + "/experiments/data/xor.csv"
            let text = try String(contentsOfFile: AssayProgram.experiment("xor"), encoding: .utf8)
                .replacing("data/xor.csv", with: data)
            let ending = try AssayProgram.run(["run", "-", "--quiet"], in: workspace, input: text)
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(workspace.runDirectories().first?.status == "completed")
        }

        @Test func quietRunPrintsNothing() throws {
            let workspace = try Workspace()
            let ending = try AssayProgram.run(
                ["run", AssayProgram.experiment("xor"), "--quiet"], in: workspace)
            #expect(ending.output.isEmpty && ending.errors.isEmpty, "\(ending)")
        }

        @Test func runsAreListedAndShown() throws {
            let workspace = try Workspace()
            for seed in 1...2 {
                _ = try AssayProgram.run(
                    ["run", AssayProgram.experiment("xor"), "seed=\(seed)", "--quiet"], in: workspace)
            }
            let list = try AssayProgram.run(["ls", "--json"], in: workspace)
            let rows = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]
            #expect(rows?.map { $0["status"] as? String } == ["completed", "completed"])
            let show = try AssayProgram.run(["show", "latest", "--json"], in: workspace)
            #expect(show.code == 0)
            #expect(show.lastObject?["status"] as? String == "completed")
        }

        @Test func divergingRunEndsWithOneAndKeepsItsFiles() throws {
            let workspace = try Workspace()
            let ending = try AssayProgram.run(
                [
                    "run", AssayProgram.experiment("sgemm-cpu"), "optimizer={sgd: {lr: 1.0e+20}}",
                    "schedule=constant",
                ],
                in: workspace)
            #expect(ending.code == 1, "\(ending)")
            let run = try #require(workspace.runDirectories().first)
            #expect(run.status == "diverged")
            #expect(run.exists("run.json") && run.exists("resolved.yaml"))
            #expect(ending.errors.contains("epoch"), "the message says where: \(ending.errors)")
        }
    }
}
