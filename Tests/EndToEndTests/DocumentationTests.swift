import Foundation
import Testing

/// The blocks of README.md and of the pages in Documentation do what the text around them says.
///
/// A block in `sh` is run as it stands, in the order of its document, in a folder that holds a copy of `experiments`;
/// `sh exits N` says that its last command ends with that code, and `sh by hand` that it needs a person, a network or
/// minutes. A block in `yaml` is a specification that `check` accepts, or a part of one without a word that is unknown;
/// `yaml of Hydra` is another program's.
extension EndToEndTests {
    @Suite("Blocks of the documents")
    struct DocumentationTests {
        @Test(
            "Every shell block runs as written",
            .enabled(if: DocumentationPage.isFast, "a debug build is too slow"),
            arguments: DocumentationPage.all)
        func shell(_ page: DocumentationPage) throws {
            let workspace = try Workspace()
            try workspace.prepareForDocuments()
            if page.name.hasPrefix("Documentation/") {
                // What a reader of these pages has done before.
                let before = "assay run experiments/sgemm-cpu.yaml train.epochs=3 --quiet"
                #expect(try workspace.shell(before + "\n" + before + " seed=2").code == 0)
            }
            for block in page.blocks where block.language == "sh" && !block.isByHand {
                let ending = try workspace.shell(block.text)
                #expect(
                    ending.code == block.exitCode,
                    "\(page.name):\(block.line): exit \(ending.code)\n\(block.text)\n\(ending.output)\(ending.errors)"
                )
            }
        }

        @Test("What is left to be done by hand is little, and none of it is the program's own")
        func byHand() {
            for page in DocumentationPage.all {
                for block in page.blocks where block.isByHand {
                    for line in block.text.split(separator: "\n") {
                        // What needs a cluster is tried in `SlurmTests`.
                        let needsCluster = line.contains(" --slurm ") || line.contains(" --cancel ")
                        #expect(
                            needsCluster
                                || ["make ", "swift ", "git ", "tensorboard "].contains { line.hasPrefix($0) },
                            "\(page.name):\(block.line): \(line)")
                    }
                }
            }
        }

        @Test("No command hides in a block that nothing runs", arguments: DocumentationPage.all)
        func hidden(_ page: DocumentationPage) {
            for (number, line) in page.indented
            where (line.hasPrefix("    assay ") || line.hasPrefix("    make ")) && !line.contains("─►") {
                Issue.record("\(page.name):\(number): put it into a block in sh: \(line)")
            }
            for block in page.blocks where block.language != "sh" {
                #expect(
                    !block.text.split(separator: "\n").contains { $0.hasPrefix("assay ") },
                    "\(page.name):\(block.line)")
            }
        }

        @Test("Every YAML block is a specification, or a part of one", arguments: DocumentationPage.all)
        func yaml(_ page: DocumentationPage) throws {
            for block in page.blocks where block.language == "yaml" && !block.isOfAnotherProgram {
                let workspace = try Workspace()
                try workspace.prepareForDocuments()
                let file = "experiments/block.yaml"
                if block.isComplete {
                    _ = try workspace.write(block.text, to: file)
                    // `check` passes over the section of a sweep.
                    let isSweep = block.text.contains("\nsweep:")
                    let ending = try AssayProgram.run([isSweep ? "plan" : "check", file], in: workspace)
                    #expect(ending.code == 0, "\(page.name):\(block.line)\n\(ending.output)\(ending.errors)")
                    continue
                }
                for text in block.parts {
                    _ = try workspace.write(text, to: file)
                    let ending = try AssayProgram.run(["check", file], in: workspace)
                    let printed = ending.output + ending.errors
                    for kind in ["yaml", "unknown-key", "unknown-component", "wrong-type", "out-of-range"] {
                        #expect(!printed.contains("error[\(kind)"), "\(page.name):\(block.line)\n\(printed)")
                    }
                }
            }
        }

        @Test("A list of lines that are alike by mistake is noticed: the test of the test")
        func broken() throws {
            let page = DocumentationPage(
                name: "x", text: "```sh\nassay sweep a b=choice(1,2)\n```\n```yaml\nlos: mse\n```\n")
            #expect(page.blocks.count == 2)
            let workspace = try Workspace()
            #expect(try workspace.shell(page.blocks[0].text).code != 0)
            #expect(!page.blocks[1].isComplete)
        }
    }
}

/// One document, taken apart.
struct DocumentationPage: CustomTestStringConvertible, Sendable {
    struct Block: Sendable {
        var language: String
        /// What follows the language: `exits 2`, `by hand`, `of Hydra`.
        var remark: String
        var text = ""
        var line: Int

        var isByHand: Bool { remark == "by hand" }
        var isOfAnotherProgram: Bool { remark.hasPrefix("of ") }
        var exitCode: Int32 { Int32(remark.split(separator: " ").last.map(String.init) ?? "") ?? 0 }

        /// A whole specification.
        var isComplete: Bool {
            let keys = text.split(separator: "\n").map { $0.prefix { $0 != ":" } }
            let isWhole = keys.contains("data") && (keys.contains("model") || keys.contains("solver"))
            return isWhole || keys.contains("extends")
        }

        /// As specifications: lists of steps under their key, and one for each time a key stands again.
        var parts: [String] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.first?.hasPrefix("    - ") == true { return ["data:\n  steps:\n" + text] }
            var parts: [[String]] = [[]]
            var seen: Set<Substring> = []
            for line in lines {
                if let first = line.first, first.isLetter, !seen.insert(line.prefix { $0 != ":" }).inserted {
                    parts.append([])
                    seen = [line.prefix { $0 != ":" }]
                }
                parts[parts.count - 1].append(line)
            }
            return parts.map { $0.joined(separator: "\n") + "\n" }
        }
    }

    var name: String
    var blocks: [Block] = []
    /// Lines outside of blocks that Markdown shows as code, with their numbers.
    var indented: [(Int, String)] = []
    var testDescription: String { name }

    init(name: String, text: String) {
        self.name = name
        var block: Block?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```"), let ended = block {
                blocks.append(ended)
                block = nil
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
                block = Block(
                    language: words.first ?? "", remark: words.count > 1 ? words[1] : "", line: index + 1)
            } else if block != nil {
                block?.text += line + "\n"
            } else if line.hasPrefix("    ") {
                indented.append((index + 1, String(line)))
            }
        }
    }

    /// Errors.md has a test of its own.
    static let all: [DocumentationPage] = {
        let root = AssayProgram.packageRoot
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Documentation")) ?? []
        let pages = names.filter { $0.hasSuffix(".md") && $0 != "Errors.md" }.sorted().map {
            "Documentation/" + $0
        }
        return (["README.md", "CONTRIBUTING.md"] + pages).compactMap { name in
            (try? String(contentsOfFile: root + "/" + name, encoding: .utf8)).map {
                DocumentationPage(name: name, text: $0)
            }
        }
    }()

    /// Whether the program that is run was built with optimizations.
    static var isFast: Bool {
        #if DEBUG
            return ProcessInfo.processInfo.environment["ASSAY_BINARY"]?.isEmpty == false
        #else
            return true
        #endif
    }
}

extension Workspace {
    /// The experiments, to be changed without harm, and the program under its name.
    func prepareForDocuments() throws {
        try FileManager.default.copyItem(
            atPath: AssayProgram.packageRoot + "/experiments", toPath: path + "/experiments")
        try FileManager.default.createDirectory(atPath: path + "/bin", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: path + "/bin/assay", withDestinationPath: AssayProgram.path)
    }

    /// A piece of shell, as a person types it: it ends at the first command that fails.
    func shell(_ text: String) throws -> Ending {
        let script = "set -e -o pipefail; unset ASSAY_RUNS; PATH='\(path)/bin':$PATH\n" + text
        return try RunningProgram(path: "/bin/bash", ["-c", script], in: self).wait(within: 900)
    }
}
