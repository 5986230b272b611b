import Foundation
import Testing

extension EndToEndTests {
    /// A sweep by workers that a real Slurm starts, requeues and loses; skipped where Slurm is not installed.
    @Suite(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_TEST_SLURM"] != nil,
            "set ASSAY_TEST_SLURM=1: it starts a cluster"))
    struct SlurmTests {
        /// About half a minute of one core in release mode.
        private static let specification = """
            name: shared
            seed: 5
            data:
              source: {linear: {rows: 4000, inputs: 6}}
              target: y
              split: {random: {train: 0.7, val: 0.3}}
            model: [{linear: 16}, tanh, {linear: 1}]
            loss: mse
            train: {epochs: 250, batch_size: 32, checkpoint: {every: 1 s}}
            sweep:
              parameters: {optimizer.lr: {log_uniform: [1.0e-4, 0.3]}}
              sampler: {random: {trials: 24}}
              keep: 2
            """

        /// A cluster of two nodes, and its folder; nil where there can be none, which is said.
        private func cluster() throws -> Cluster? {
            let cluster = Cluster()
            let ending = try cluster.run("up")
            guard ending.code == 0 else {
                print("skipped: no Slurm cluster can be started here: \(ending.errors)")
                return nil
            }
            return cluster
        }

        private final class Cluster {
            /// Sockets need short paths.
            let folder = "/tmp/assay-slurm-\(getpid())"
            private let workspace = try? Workspace()

            func run(_ verb: String, _ node: String = "") throws -> Ending {
                let script = AssayProgram.packageRoot + "/Tests/References/slurm-cluster.sh"
                return try Shell.run(
                    "bash '\(script)' \(verb) '\(folder)' \(node)", in: try #require(workspace), within: 120)
            }

            deinit {
                _ = try? run("down")
                try? FileManager.default.removeItem(atPath: folder)
            }
        }

        private func table(_ workspace: Workspace, _ runs: String) throws -> [String] {
            let folder = "\(workspace.path)/\(runs)/sweeps/latest"
            return try String(contentsOfFile: folder + "/trials.csv", encoding: .utf8).split(separator: "\n")
                .map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(
                        separator: ",")
                }
        }

        @Test(
            "Workers that are requeued, lose their node or are canceled give the table of one undisturbed process",
            .enabled(if: DocumentationPage.isFast, "a debug build is too slow"))
        func workers() throws {
            guard let cluster = try cluster() else { return }
            let workspace = try Workspace()
            _ = try workspace.write(Self.specification, to: "shared.yaml")
            let whole = try AssayProgram.run(
                ["sweep", "shared.yaml", "--runs", "whole", "-q"], in: workspace)
            #expect(whole.code == 0, "\(whole.errors)")
            func slurm(_ command: String) throws -> Ending {
                try Shell.run("export SLURM_CONF=\(cluster.folder)/slurm.conf; \(command)", in: workspace)
            }
            let submission =
                "\(AssayProgram.path) sweep shared.yaml --runs shared --slurm workers=2,time=1,cpus=1"
            let submitted = try slurm(submission)
            #expect(submitted.code == 0, "\(submitted.errors)")
            let job = submitted.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(Int(job) != nil)
            Thread.sleep(forTimeInterval: 4)
            let status = try slurm("\(AssayProgram.path) sweep --status --runs shared --json")
            #expect(status.lastObject?["jobs"] is [Any], "\(status.output)")
            #expect(try slurm("scontrol requeue \(job)_0").code == 0)
            Thread.sleep(forTimeInterval: 4)
            _ = try cluster.run("kill-node", "n1")
            Thread.sleep(forTimeInterval: 2)
            let canceled = try slurm("\(AssayProgram.path) sweep --cancel --runs shared")
            #expect(canceled.code == 0, "\(canceled.errors)")
            Thread.sleep(forTimeInterval: 3)
            #expect(try slurm(submission.replacing("workers=2", with: "workers=1")).code == 0)
            let deadline = ContinuousClock.now + .seconds(300)
            while ContinuousClock.now < deadline, (try? table(workspace, "shared").count) != 25 {
                Thread.sleep(forTimeInterval: 1)
            }
            #expect(try table(workspace, "shared") == table(workspace, "whole"))
        }
    }
}
