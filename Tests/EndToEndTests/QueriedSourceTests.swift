import Foundation
import Testing

extension EndToEndTests {
    /// Rows of databases and commands, as users meet them.
    @Suite(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_TEST_QUERIES"] != nil,
            "set ASSAY_TEST_QUERIES=1: it starts and ends commands"))
    struct QueriedSourceTests {
        private let houses = AssayProgram.packageRoot + "/experiments/data/houses.sqlite"
        private let query = "select area, rooms, price from house order by id"

        private func specification(_ source: String) -> String {
            """
            data:
              source: {\(source)}
              target: price
              steps: [{standardize: numeric}]
              split: {random: {train: 0.8, test: 0.2}}
            model: [{linear: 1}]
            loss: mse
            optimizer: {sgd: {lr: 0.1}}
            train: {epochs: 3}
            """
        }

        private func completed(
            _ source: String, _ arguments: [String] = [], in workspace: Workspace
        ) throws -> RunFiles {
            let file = try workspace.write(specification(source), to: "spec.yaml")
            let run = try AssayProgram.run(["run", file, "--no-report", "-q"] + arguments, in: workspace)
            #expect(run.code == 0, "\(run.errors)")
            return try #require(workspace.runDirectories().last)
        }

        @Test("A file, a database and a command that give the same rows are the same run") func sameRun()
            throws
        {
            let workspace = try Workspace()
            let database = "sqlite: {path: \(houses), query: '\(query)'}"
            let export = "sqlite3 -csv -header \(houses) '\(query)' | tr -d '\\r'"
            guard try Shell.run(export + " > rows.csv", in: workspace).code == 0 else {
                print("skipped: there is no program sqlite3 (Debian: sqlite3)")
                return
            }
            let first = try completed(database, in: workspace)
            let key = try first.object("run.json")["data_key"] as? String
            #expect(key != nil)
            for (source, arguments) in [
                (database, ["--threads", "1"]), ("csv: rows.csv", []),
                ("command: 'cat rows.csv'", ["--allow-commands", "--threads", "2"]),
            ] {
                let run = try completed(source, arguments, in: workspace)
                #expect(try run.object("run.json")["data_key"] as? String == key, "\(source)")
                #expect(try run.text("predictions.csv") == first.text("predictions.csv"))
                #expect(try run.lastWeights() == first.lastWeights())
            }
        }

        @Test("Without permission no command is run, and the run does not begin") func permission() throws {
            let workspace = try Workspace()
            let file = try workspace.write(specification("command: 'touch ran; cat none'"), to: "spec.yaml")
            for arguments in [["run", file], ["sweep", file, "optimizer.lr=0.1,0.2"]] {
                let ending = try AssayProgram.run(arguments, in: workspace)
                #expect(ending.code == 2)
                #expect((ending.output + ending.errors).contains("--allow-commands"), "\(ending.errors)")
            }
            for command in ["check", "plan"] {
                let ending = try AssayProgram.run([command, file], in: workspace)
                #expect(ending.code == 0, "\(ending.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: workspace.path + "/ran"))
            let allowed = try AssayProgram.run(["check", file, "--allow-commands"], in: workspace)
            #expect(allowed.code == 2)
            #expect(allowed.errors.contains("status 1") && allowed.errors.contains("it said: cat:"))
        }

        @Test("A run goes on with the rows it began with; where they are gone, other rows are refused")
        func goingOn() throws {
            let workspace = try Workspace()
            let command = "echo area,price; seq 1 40 | sed 's/.*/&,&/'; echo $(date +%N),1"
            let run = try completed("command: \"\(command)\"", ["--allow-commands"], in: workspace)
            let more = try AssayProgram.run(["resume", "latest", "train.epochs=6", "-q"], in: workspace)
            #expect(more.code == 0, "\(more.errors)")
            #expect(try run.metricsWithoutTimes().count == 7)
            let gone = try Shell.run("rm -rf \(Workspace.sharedCache)/answers", in: workspace)
            #expect(gone.code == 0)
            let refused = try AssayProgram.run(["resume", "latest", "train.epochs=9"], in: workspace)
            #expect(refused.code == 2 && refused.errors.contains("--allow-commands"), "\(refused.errors)")
            let changed = try AssayProgram.run(
                ["resume", "latest", "train.epochs=9", "--allow-commands"], in: workspace)
            #expect(
                changed.code != 0 && changed.errors.contains("its data have changed"), "\(changed.errors)")
        }

        @Test("New rows come from a source, or from another database by the run's own query") func newRows()
            throws
        {
            let workspace = try Workspace()
            _ = try completed("sqlite: {path: \(houses), query: '\(query)'}", in: workspace)
            let source =
                "sqlite: {path: \(houses), query: 'select * from house where id <= :n', params: {n: 3}}"
            let some = try AssayProgram.run(
                ["predict", "latest", "--data", source, "--out", "-", "--keep", "district", "-q"],
                in: workspace)
            #expect(some.code == 0, "\(some.errors)")
            let lines = some.output.split(separator: "\n")
            #expect(lines.count == 4 && lines[1].contains("02100"), "\(some.output)")
            let all = try AssayProgram.run(
                ["predict", "latest", "--data", houses, "--out", "-", "-q"], in: workspace)
            #expect(all.output.split(separator: "\n").count == 241, "\(all.errors)")
            let command = try AssayProgram.run(
                ["evaluate", "latest", "--data", "command: 'exit 1'"], in: workspace)
            #expect(command.code == 2 && command.errors.contains("--allow-commands"), "\(command.errors)")
        }

        @Test("A database by itself shows its tables, and makes a specification") func lookingAtDatabases()
            throws
        {
            let workspace = try Workspace()
            let tables = try AssayProgram.run(["data", houses], in: workspace)
            #expect(tables.output.contains("district") && tables.output.contains("240"), "\(tables.errors)")
            let one = try AssayProgram.run(
                ["data", houses, "--table", "house", "--target", "price"], in: workspace)
            #expect(one.code == 0 && one.output.contains("garden"), "\(one.errors)")
            let open = try AssayProgram.run(["init", houses, "--target", "price"], in: workspace)
            #expect(
                open.code == 2 && open.errors.contains("name one: --table district, house"), "\(open.errors)")
            let wrong = try AssayProgram.run(["data", "rows.csv", "--table", "a"], in: workspace)
            #expect(wrong.code == 2 && wrong.errors.contains("is for databases"))
        }

        @Test("Who ends the program ends the command") func interruption() throws {
            let workspace = try Workspace()
            let file = try workspace.write(
                specification("command: 'echo $$ > child; sleep 1000'"), to: "spec.yaml")
            for arguments in [["run", file], ["check", file]] {
                let program = try AssayProgram.start(arguments + ["--allow-commands"], in: workspace)
                let deadline = ContinuousClock.now + .seconds(60)
                var child: Int32?
                while child == nil, ContinuousClock.now < deadline {
                    let text = (try? String(contentsOfFile: workspace.path + "/child", encoding: .utf8)) ?? ""
                    child = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
                    Thread.sleep(forTimeInterval: 0.02)
                }
                program.send(SIGTERM)
                let ending = try program.wait(within: 30)
                #expect(ending.code != 0)
                Thread.sleep(forTimeInterval: 0.3)
                let number = try #require(child)
                let state = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ") Z"
                #expect(kill(number, 0) != 0 || state.contains(") Z"))
                try FileManager.default.removeItem(atPath: workspace.path + "/child")
            }
        }

        @Test("Secrets of commands are in no file and no message") func secrets() throws {
            let workspace = try Workspace()
            let rows = "echo area,price; seq 1 9 | sed 's/.*/&,&/'; echo $PASSWORD $TOKEN >&2"
            _ = try workspace.write(
                specification(
                    "command: {command: \"\(rows); exit $CODE\", env: {PASSWORD: '${secret:DB_PW}', "
                        + "TOKEN: '${secret:file:token}', CODE: '${env:CODE}'}}"), to: "spec.yaml")
            _ = try workspace.write("tok-0987654321\n", to: "token")
            let begin = "DB_PW=hunter-22-secret CODE="
            for code in ["0", "5"] {
                let ending = try Shell.run(
                    begin + code + " \(AssayProgram.path) run spec.yaml --allow-commands --no-report",
                    in: workspace)
                #expect((ending.code == 0) == (code == "0"), "\(ending.errors)")
                for secret in ["hunter-22-secret", "tok-0987654321"] {
                    #expect(!(ending.output + ending.errors).contains(secret))
                }
            }
            let found = try Shell.run(
                "grep -rlE 'hunter-22-secret|tok-0987654321' runs \(Workspace.sharedCache)", in: workspace)
            #expect(found.output.isEmpty, "\(found.output)")
        }
    }
}
