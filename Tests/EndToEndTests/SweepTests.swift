import Foundation
import Testing

extension EndToEndTests {
    @Suite struct SweepTests {
        private static let specification = """
            name: small
            seed: 5
            data:
              source: {linear: {rows: 120, inputs: 3}}
              target: y
              split: {random: {train: 0.7, val: 0.3}}
            model: [{linear: 1}]
            loss: mse
            train: {epochs: 3, batch_size: 16}
            metrics: [r2]
            sweep:
              parameters:
                optimizer.lr: {log_uniform: [1.0e-4, 0.3]}
                train.batch_size: [16, 24, 32]
              sampler: {random: {trials: 200}}
              keep: 3
            """

        private func sweepFolder(_ workspace: Workspace, _ runs: String) throws -> String {
            try #require(sweepFolders(workspace, runs).only)
        }

        /// The sweeps that are to be seen: none while the first process still writes its directory under a hidden name.
        private func sweepFolders(_ workspace: Workspace, _ runs: String) -> [String] {
            let folder = "\(workspace.path)/\(runs)/sweeps"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0 != "latest" && !$0.hasPrefix(".") }.map { folder + "/" + $0 }
        }

        /// `trials.csv` without the columns of times.
        private func table(_ folder: String) throws -> [String] {
            try String(contentsOfFile: folder + "/trials.csv", encoding: .utf8).split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(3).joined(separator: ",")
            }
        }

        /// The trials whose end is in the ledgers, in the order of these.
        private func ended(_ folder: String) throws -> [Int] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/ledger")) ?? []
            let texts = try names.sorted().map {
                try String(contentsOfFile: folder + "/ledger/" + $0, encoding: .utf8)
            }
            return texts.joined().split(separator: "\n").compactMap { line in
                guard line.contains("\"event\":\"trial\""),
                    // A line torn in its middle is none.
                    (try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil,
                    let match = line.firstMatch(of: /"number":(\d+)/)
                else { return nil }
                return Int(match.1)
            }
        }

        @Test(
            "Killed at many moments and started again each time, a sweep loses no trial and does none twice")
        func killing() throws {
            let workspace = try Workspace()
            _ = try workspace.write(Self.specification, to: "small.yaml")
            let whole = try AssayProgram.run(
                ["sweep", "small.yaml", "--runs", "whole", "--quiet"], in: workspace)
            #expect(whole.code == 0, "\(whole.errors)")
            let expected = try table(try sweepFolder(workspace, "whole"))
            #expect(expected.count == 201)
            var random = SystemRandomNumberGenerator()
            for kill in 0..<50 {
                let sweep = try AssayProgram.start(
                    ["sweep", "small.yaml", "--runs", "killed", "--quiet"], in: workspace)
                // From before the directory is there to well into the training.
                usleep(UInt32.random(in: 5_000...(60_000 + 4_000 * UInt32(kill)), using: &random))
                let before = try sweepFolders(workspace, "killed").only.map(ended) ?? []
                sweep.send(SIGKILL)
                _ = try sweep.wait(within: 60)
                let folders = sweepFolders(workspace, "killed")
                #expect(folders.count <= 1, "kill \(kill)")
                guard let folder = folders.only else { continue }
                let after = try ended(folder)
                #expect(Set(after).isSuperset(of: before), "trials were lost at kill \(kill)")
                #expect(Set(after).count == after.count, "a trial was done twice before kill \(kill)")
            }
            let last = try AssayProgram.run(
                ["sweep", "small.yaml", "--runs", "killed", "--quiet"], in: workspace)
            #expect(last.code == 0, "\(last.errors)")
            let folder = try sweepFolder(workspace, "killed")
            #expect(try ended(folder).sorted() == Array(0..<200))
            #expect(try table(folder) == expected)
            let trials = try FileManager.default.contentsOfDirectory(atPath: folder + "/trials")
            #expect(trials.filter { !$0.hasPrefix(".") }.count == 200)
        }

        @Test("The sweeps of experiments run, with a short budget", arguments: ["sgemm-optimizers"])
        func experiments(name: String) throws {
            let workspace = try Workspace()
            let sweep = try AssayProgram.run(
                [
                    "sweep", AssayProgram.experiment(name), "train.epochs=2",
                    "train.early_stopping.patience=1", "sweep.repeats=1", "--json",
                ],
                in: workspace)
            #expect(sweep.code == 0, "\(sweep.errors)")
            let counts = try #require(sweep.lastObject?["counts"] as? [String: Any])
            #expect(counts["completed"] as? Int == 9)
        }

        @Test("Jobs, status, JSON, and the best trial run again")
        func commands() throws {
            let workspace = try Workspace()
            _ = try workspace.write(Self.specification, to: "small.yaml")
            let small = ["sweep", "small.yaml", "sweep.sampler={random: {trials: 9}}"]
            let first = try AssayProgram.run(small + ["--jobs", "1", "--json"], in: workspace)
            #expect(first.code == 0, "\(first.errors)")
            let object = try #require(first.lastObject)
            #expect(object["status"] as? String == "completed")
            let best = try #require(object["best"] as? [String: Any])
            let folder = try #require(object["sweep"] as? String)
            let again = try AssayProgram.run(
                small + ["--jobs", "2", "--runs", "other", "--quiet"], in: workspace)
            #expect(again.code == 0, "\(again.errors)")
            #expect(try table(folder) == table(try sweepFolder(workspace, "other")))
            let run = try AssayProgram.run(["run", folder + "/best.yaml", "--json"], in: workspace)
            let metrics = try #require(run.lastObject?["metrics"] as? [String: Any])
            let splits = try #require(metrics["splits"] as? [String: [String: Any]])
            #expect(splits["val"]?["loss"] as? Double == best["value"] as? Double)
            let status = try AssayProgram.run(["sweep", "--status"], in: workspace)
            #expect(status.code == 0 && status.output.contains("9/9"), "\(status.output)\(status.errors)")
            let one = try AssayProgram.run(["sweep", "--status", "latest", "--json"], in: workspace)
            #expect(one.lastObject?["objective"] as? String == "val_loss")
            let trials = try AssayProgram.run(["ls", "sweeps/latest"], in: workspace)
            #expect(trials.output.split(separator: "\n").count == 10, "\(trials.output)\(trials.errors)")
            let number = try #require(best["trial"] as? Int)
            let short = try AssayProgram.run(["show", "latest/\(number)", "--json"], in: workspace)
            #expect(short.lastObject?["status"] as? String == "completed", "\(short.errors)")
            let plan = try AssayProgram.run(["plan", "small.yaml"], in: workspace)
            #expect(plan.output.contains("200 trials"), "\(plan.output)")
            let shown = try AssayProgram.run(
                ["show", folder + "/" + (best["directory"] as? String ?? "")], in: workspace)
            #expect(shown.code == 0 && shown.output.contains("optimizer.lr"), "\(shown.errors)")
        }
    }
}

extension Array {
    /// The one element, when there is exactly one.
    var only: Element? { count == 1 ? first : nil }
}
