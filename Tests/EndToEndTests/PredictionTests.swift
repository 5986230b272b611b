import Foundation
import Testing

extension EndToEndTests {
    @Suite struct PredictionTests {
        private func trained(_ workspace: Workspace) throws {
            let ending = try AssayProgram.run(
                ["run", AssayProgram.experiment("xor"), "--quiet"], in: workspace)
            #expect(ending.code == 0, "\(ending)")
        }

        /// The four corners in another order, one of them twice.
        private static let corners = "b,a,color\n1,0,red\n0,0,red\n1,1,blue\n1,0,blue\n0,1,red\n"

        @Test func fromStandardInputToStandardOutput() throws {
            let workspace = try Workspace()
            try trained(workspace)
            let ending = try AssayProgram.run(
                ["predict", "--data", "-", "--out", "-", "--keep", "color"], in: workspace,
                input: Self.corners)
            #expect(ending.code == 0, "\(ending)")
            let table = ending.output.split(separator: "\n").map(String.init)
            #expect(
                table == ["row,color,prediction", "0,red,1", "1,red,0", "2,blue,0", "3,blue,1", "4,red,1"])
            #expect(ending.errors.contains("predicted 5 rows"))
        }

        @Test func intoAFile() throws {
            let workspace = try Workspace()
            try trained(workspace)
            let out = workspace.path + "/out.csv"
            let ending = try AssayProgram.run(
                ["predict", "latest", "--data", "-", "--out", out, "--probabilities", "--quiet"],
                in: workspace, input: Self.corners)
            #expect(ending.code == 0 && ending.output.isEmpty && ending.errors.isEmpty, "\(ending)")
            let table = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
            #expect(table.first == "row,prediction,p_0,p_1")
            #expect(table.count == 6)
        }

        @Test func evaluationOfTheRunAndOfOtherRows() throws {
            let workspace = try Workspace()
            try trained(workspace)
            let own = try AssayProgram.run(["evaluate", "--json"], in: workspace)
            #expect(own.code == 0, "\(own)")
            #expect(own.lastObject?["split"] as? String == "train")
            let other = try AssayProgram.run(
                ["evaluate", "--data", "-", "--json"], in: workspace, input: "a,b,y\n0,1,1\n1,1,1\n")
            #expect(other.code == 0, "\(other)")
            // The first row is right, the second is not what XOR says.
            let metrics = other.lastObject?["metrics"] as? [String: Any]
            #expect(metrics?["accuracy"] as? Double == 0.5)
        }

        struct Case: CustomTestStringConvertible {
            var code: Int32
            var command: String

            var testDescription: String { "\(command) → \(code)" }
        }

        static let cases: [Case] = [
            Case(code: 2, command: "predict --data a.csv"), Case(code: 2, command: "predict --out a.csv"),
            Case(code: 2, command: "predict no-such-run --data - --out -"),
            Case(code: 1, command: "predict --data no-such-file.csv --out -"),
            Case(code: 1, command: "predict --data - --out no/such/folder/out.csv"),
            Case(code: 2, command: "predict --data - --out - --threads 0"),
            Case(code: 2, command: "evaluate --data - --split test"),
            Case(code: 1, command: "evaluate --split test"), Case(code: 1, command: "evaluate --data -"),
            Case(code: 0, command: "predict --help"), Case(code: 0, command: "evaluate --help"),
        ]

        @Test("Wrong command lines end with 2, wrong files with 1", arguments: cases)
        func endings(item: Case) throws {
            let workspace = try Workspace()
            try trained(workspace)
            let arguments = item.command.split(separator: " ").map(String.init)
            let ending = try AssayProgram.run(arguments, in: workspace, input: "a,b\n0,1\n")
            #expect(ending.code == item.code, "\(ending)")
            #expect(ending.errors.isEmpty == (item.code == 0))
        }
    }
}
