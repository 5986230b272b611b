import Foundation
import Testing

extension EndToEndTests {
    /// Names and texts of others are shown by every command, and never command the terminal.
    @Suite struct HostileTextTests {
        /// Renames the window, colors, rings, turns the direction, ends the line.
        private static let hostile = "n\u{1B}]0;title\u{7}\u{1B}[31m\u{202E}\u{2066}\u{9B}2J\rm"

        private func prepare(_ workspace: Workspace) throws -> (data: String, specification: String) {
            let name = Self.hostile.replacing("\r", with: "")
            let rows = (0..<60).map { "\($0 % 7).5,\($0 * $0 % 11),\($0 % 2 == 0 ? "x" : "z")\(name)" }
            let data = try workspace.write(
                (["a\(name),b,y"] + rows).joined(separator: "\n") + "\n", to: "hostile.csv")
            let text = """
                name: hostile
                description: "x\\e]0;title\\a\\e[31m\\u202e"
                data: {source: {csv: hostile.csv}, target: y, target_type: class, split: {random: {train: 0.6, test: 0.4}}}
                model: [{linear: 2}]
                loss: cross_entropy
                metrics: [accuracy, confusion_matrix]
                optimizer: sgd
                train: {epochs: 2}

                """
            return (data, try workspace.write(text, to: "hostile.yaml"))
        }

        private func expectClean(_ text: String, _ what: String) {
            let scalars = text.unicodeScalars.filter { scalar in
                scalar != "\n"
                    && [.control, .format, .lineSeparator, .paragraphSeparator].contains(
                        scalar.properties.generalCategory)
            }
            #expect(scalars.isEmpty, "\(what): \(text.debugDescription)")
        }

        @Test("No command shows a control character of data, names or descriptions") func commands() throws {
            let workspace = try Workspace()
            let (data, specification) = try prepare(workspace)
            let lines: [[String]] = [
                ["data", data], ["data", specification], ["plan", specification], ["check", specification],
                ["check", "no\(Self.hostile)"], ["run", specification], ["run", specification, "seed=2"],
                ["show"],
                ["evaluate"], ["watch"], ["label", "latest", "l\(Self.hostile)", "--note", Self.hostile],
                ["ls"], ["show"],
                ["ls", "--columns", "name,labels,note"], ["compare", "*"],
                ["compare", "*", "--format", "csv"],
                ["sweep", specification, "seed=1,2"], ["sweep", "--status"], ["show", Self.hostile],
                ["explain", Self.hostile], ["diff", specification, Self.hostile],
            ]
            for line in lines {
                let ending = try AssayProgram.run(line, in: workspace)
                expectClean(ending.output, "output of \(line[0])")
                expectClean(ending.errors, "errors of \(line[0])")
                #expect(ending.code >= 0)
            }
            let run = try #require(workspace.runDirectories().first { $0.exists("log.txt") })
            expectClean(try String(contentsOfFile: run.path + "/log.txt", encoding: .utf8), "log.txt")
        }
    }
}
