import Foundation
import Testing

extension EndToEndTests {
    /// Whatever a file holds: a located message and exit code 2, never a trap.
    @Suite struct SpecificationErrorTests {
        @Test func misspeltKeyIsNamedWhereItStands() throws {
            let workspace = try Workspace()
            let text = try String(contentsOfFile: AssayProgram.experiment("xor"), encoding: .utf8)
            let data = AssayProgram.packageRoot + "/experiments/data/xor.csv"
            let wrong = text.replacing("lr: 0.05", with: "lrr: 0.05").replacing("data/xor.csv", with: data)
            let file = try workspace.write(wrong, to: "wrong.yaml")
            let line =
                try #require(
                    wrong.split(separator: "\n", omittingEmptySubsequences: false)
                        .firstIndex { $0.contains("lrr") }) + 1
            for command in ["check", "run", "plan"] {
                let ending = try AssayProgram.run([command, file], in: workspace)
                #expect(ending.code == 2)
                let printed = ending.output + ending.errors
                #expect(printed.contains("wrong.yaml:\(line):20: error[unknown-key]"), "\(printed)")
                #expect(printed.contains("did you mean 'lr'?"), "\(printed)")
            }
            #expect(workspace.runDirectories().isEmpty, "a wrong specification leaves no run")
        }

        @Test func randomBytes() throws {
            var generator = SeededGenerator(state: 7)
            for size in [1, 16, 512, 40_000] {
                try expectRefused(Data((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }))
            }
        }

        /// Text that looks like a specification and is cut off anywhere.
        @Test func truncatedSpecification() throws {
            let whole = try Data(contentsOf: URL(filePath: AssayProgram.experiment("sgemm-cpu")))
            for length in stride(from: 0, to: whole.count - 1, by: 131) {
                let workspace = try Workspace()
                let file = workspace.path + "/cut.yaml"
                try whole.prefix(length).write(to: URL(filePath: file))
                let ending = try AssayProgram.run(["check", file], in: workspace, within: 120)
                #expect(ending.code == 2 || ending.code == 0, "cut after \(length) bytes: \(ending)")
            }
        }

        @Test func emptyFile() throws { try expectRefused(Data()) }

        @Test func lineOfTwoHundredMegabytes() throws {
            try expectRefused(Data(repeating: UInt8(ascii: "a"), count: 200_000_000))
        }

        @Test func deepNesting() throws {
            try expectRefused(Data(repeating: UInt8(ascii: "["), count: 1_000_000))
        }

        @Test func directory() throws {
            let workspace = try Workspace()
            try expectRefused(workspace.path, in: workspace)
        }

        @Test func missingFile() throws {
            let workspace = try Workspace()
            try expectRefused(workspace.path + "/nowhere.yaml", in: workspace)
        }

        private func expectRefused(_ content: Data) throws {
            let workspace = try Workspace()
            let file = workspace.path + "/broken.yaml"
            try content.write(to: URL(filePath: file))
            try expectRefused(file, in: workspace)
        }

        private func expectRefused(_ file: String, in workspace: Workspace) throws {
            let name = URL(filePath: file).lastPathComponent
            for command in ["check", "run"] {
                let ending = try AssayProgram.run([command, file], in: workspace, within: 120)
                let printed = ending.output + ending.errors
                #expect(ending.code == 2, "\(command): \(printed.prefix(500))")
                #expect(printed.contains(name), "the message names the file: \(printed.prefix(500))")
                #expect(printed.contains("error"), "\(printed.prefix(500))")
                #expect(printed.utf8.count < 20_000, "the message is not the file")
            }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood, 2014): the same numbers in every run of the tests.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
