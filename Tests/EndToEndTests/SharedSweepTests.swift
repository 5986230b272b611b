import Foundation
import Testing

extension EndToEndTests {
    /// Several processes on one sweep, some of which come to a bad end.
    @Suite(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_TEST_SHARED"] != nil,
            "set ASSAY_TEST_SHARED=1: it kills and stops workers for minutes"))
    struct SharedSweepTests {
        private static let network = """
            model: [{linear: 24}, relu, {linear: 1}]
            loss: mse
            optimizer: {adam: {lr: 0.01}}
            train: {epochs: 30, batch_size: 16}
            """

        private static func specification(split: String, sampler: String, pruner: String = "") -> String {
            """
            name: shared
            seed: 5
            data:
              source: {linear: {rows: 400, inputs: 5}}
              target: y
              split: \(split)
            \(network)
            sweep:
              parameters: {optimizer.lr: {log_uniform: [1.0e-4, 0.3]}, model.0.units: [8, 24]}
              sampler: \(sampler)
              \(pruner)
              keep: 2
            """
        }

        private static let kinds = [
            "networks": specification(
                split: "{random: {train: 0.7, val: 0.3}}", sampler: "{random: {trials: 60}}"),
            "folds": specification(split: "{k_fold: {folds: 3}}", sampler: "{random: {trials: 24}}"),
            "pruned": specification(
                split: "{random: {train: 0.7, val: 0.3}}", sampler: "{tpe: {trials: 60}}",
                pruner: "pruner: successive_halving"),
        ]

        private func folder(_ workspace: Workspace, _ runs: String) throws -> String {
            let folder = "\(workspace.path)/\(runs)/sweeps"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            // Asked for while it may not be there yet, too.
            guard let name = names.filter({ $0 != "latest" && !$0.hasPrefix(".") }).only else {
                throw CocoaError(.fileNoSuchFile)
            }
            return folder + "/" + name
        }

        /// `trials.csv` without the columns of times.
        private func table(_ workspace: Workspace, _ runs: String) throws -> [String] {
            let path = try folder(workspace, runs) + "/trials.csv"
            return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(separator: ",")
            }
        }

        /// `Benchmarks/kills.py` does the same for as many kills as one likes.
        @Test(
            "Workers killed and replaced at random moments end with the table of one",
            arguments: kinds.keys.sorted())
        func kills(kind: String) throws {
            let workspace = try Workspace()
            _ = try workspace.write(Self.kinds[kind] ?? "", to: "shared.yaml")
            func command(_ runs: String) -> [String] {
                ["sweep", "shared.yaml", "--runs", runs, "--quiet", "--jobs", "1"]
            }
            let begin = ContinuousClock.now
            let whole = try AssayProgram.run(command("whole"), in: workspace)
            #expect(whole.code == 0, "\(whole.errors)")
            let duration = (ContinuousClock.now - begin) / .seconds(1)
            var workers = try (0..<2).map { _ in try AssayProgram.start(command("killed"), in: workspace) }
            for _ in 0..<10 {
                Thread.sleep(forTimeInterval: Double.random(in: 0.01...max(0.02, duration / 4)))
                let victim = workers.removeFirst()
                victim.send(Bool.random() ? SIGKILL : SIGTERM)
                _ = try victim.wait(within: 60)
                workers.append(try AssayProgram.start(command("killed"), in: workspace))
            }
            for worker in workers { _ = try worker.wait(within: 300) }
            let last = try AssayProgram.run(command("killed"), in: workspace)
            #expect(last.code == 0, "\(last.errors)")
            #expect(try table(workspace, "killed") == table(workspace, "whole"))
            let claims = try FileManager.default.contentsOfDirectory(
                atPath: folder(workspace, "killed") + "/claims")
            #expect(claims.isEmpty, "\(claims)")
        }

        @Test(
            "The trials of a stopped worker are taken over after its lease, and the one that waits says for whom"
        )
        func stopped() throws {
            let workspace = try Workspace()
            let text = Self.specification(
                split: "{random: {train: 0.7, val: 0.3}}", sampler: "{random: {trials: 4}}")
            _ = try workspace.write(
                text.replacingOccurrences(of: "epochs: 30", with: "epochs: 4000"), to: "shared.yaml")
            let command = ["sweep", "shared.yaml", "--jobs", "1"]
            let first = try AssayProgram.start(command, in: workspace)
            let deadline = ContinuousClock.now + .seconds(30)
            // Until it has claimed its trials.
            while ContinuousClock.now < deadline {
                let claims = (try? folder(workspace, "runs")).flatMap {
                    try? FileManager.default.contentsOfDirectory(atPath: $0 + "/claims")
                }
                if claims?.contains(where: { $0.hasSuffix(".0") }) == true { break }
                usleep(5_000)
            }
            first.send(SIGSTOP)
            let second = try AssayProgram.run(command, in: workspace)
            #expect(second.code == 0, "\(second.errors)")
            #expect(second.errors.contains("waiting for"), "\(second.errors)")
            #expect(second.errors.contains("which is stopped"), "\(second.errors)")
            first.send(SIGCONT)
            let ending = try first.wait(within: 60)
            #expect(ending.code == 0, "\(ending.errors)")
            let ledgers = try FileManager.default.contentsOfDirectory(
                atPath: folder(workspace, "runs") + "/ledger")
            #expect(ledgers.count == 1, "the first one recorded nothing: \(ledgers)")
        }
    }
}
