import Foundation
import Testing

extension EndToEndTests {
    /// The examples of `Documentation/Errors.md` do what the page says.
    @Suite struct ErrorsPageTests {
        @Test("Each kind of message has a failing and a repaired example", arguments: ErrorsPage.sections)
        func examples(section: ErrorsPage.Section) throws {
            try #require(section.examples.count == 2, "one failing and one repaired example")
            let failing = try check(section.examples[0], file: "failing.yaml")
            let printed = failing.output + failing.errors
            #expect(printed.contains("[\(section.kind)]"), "\(printed)")
            #expect(failing.code == (printed.contains("error[") ? 2 : 0), "\(printed)")
            let repaired = try check(section.examples[1], file: "repaired.yaml")
            #expect(repaired.code == 0, "\(repaired.output)\(repaired.errors)")
            #expect(!(repaired.output + repaired.errors).contains("[\(section.kind)]"))
        }

        /// Kinds that a user can meet are literals of `Diagnostic` in the sources.
        @Test func everyKindHasASection() throws {
            let described = Set(ErrorsPage.sections.map(\.kind)).union(ErrorsPage.withoutExample)
            let missing = try ErrorsPage.kindsInSources().subtracting(described).sorted()
            #expect(missing.isEmpty, "without a section in Errors.md: \(missing)")
        }

        private func check(_ example: ErrorsPage.Example, file: String) throws -> Ending {
            let workspace = try Workspace()
            let experiments = AssayProgram.packageRoot + "/experiments"
            try FileManager.default.copyItem(
                atPath: experiments + "/xor.yaml", toPath: workspace.path + "/xor.yaml")
            try FileManager.default.createDirectory(
                atPath: workspace.path + "/data", withIntermediateDirectories: false)
            try FileManager.default.copyItem(
                atPath: experiments + "/data/xor.csv", toPath: workspace.path + "/data/xor.csv")
            switch example.language {
            case "sh":
                let words = example.text.split(whereSeparator: \.isWhitespace).map(String.init)
                return try AssayProgram.run(Array(words.dropFirst()), in: workspace)
            default:
                _ = try workspace.write(example.text, to: file)
                return try AssayProgram.run(["check", file], in: workspace)
            }
        }
    }
}

/// `Documentation/Errors.md`, taken apart.
enum ErrorsPage {
    struct Section: CustomTestStringConvertible {
        var kind: String
        var examples: [Example] = []
        var testDescription: String { kind }
    }

    struct Example {
        var language: String
        var text = ""
    }

    /// Kinds named at the end of the page, for which no small example exists.
    static var withoutExample: Set<String> {
        let rows = text.components(separatedBy: "## Without an example").dropFirst().first ?? ""
        return Set(rows.matches(of: /\| `([a-z-]+)` \|/).map { String($0.1) })
    }

    static let sections: [Section] = {
        var sections: [Section] = []
        var example: Example?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```"), let ended = example {
                sections[sections.count - 1].examples.append(ended)
                example = nil
            } else if line.hasPrefix("```"), !sections.isEmpty {
                example = Example(language: String(line.dropFirst(3)))
            } else if example != nil {
                example?.text += line + "\n"
            } else if line.hasPrefix("## "), line.dropFirst(3).allSatisfy({ $0.isLowercase || $0 == "-" }) {
                sections.append(Section(kind: String(line.dropFirst(3))))
            }
        }
        return sections
    }()

    private static let text =
        (try? String(contentsOfFile: AssayProgram.packageRoot + "/Documentation/Errors.md", encoding: .utf8))
        ?? ""

    /// The first argument of whatever makes a diagnostic, anywhere in the sources.
    static func kindsInSources() throws -> Set<String> {
        let makers =
            /(?:Diagnostic\(|DataDiagnostics\(|failure\(|code: |let code = )\s*"(?<kind>[a-z]+(?:-[a-z]+)*)"/
        let root = AssayProgram.packageRoot + "/Sources"
        var kinds: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: root) where file.hasSuffix(".swift") {
            let source = try String(contentsOfFile: root + "/" + file, encoding: .utf8)
            kinds.formUnion(source.matches(of: makers).map { String($0.kind) })
        }
        return kinds
    }
}
