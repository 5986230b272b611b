import Foundation
import TestSupport

/// The files of this package, as they lie on the disk.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// From the folder of `Package.swift`.
        var path: String
        var text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var name: Substring { path.split(separator: "/").last ?? "" }

        /// Where a condition holds: `path:line`.
        func places(outsideOfCode isProse: Bool = false, where condition: (Substring) -> Bool) -> [String] {
            var isCode = false
            return lines.enumerated().compactMap { index, line in
                if line.hasPrefix("```") { isCode.toggle() }
                return !(isCode && isProse) && condition(line) ? "\(path):\(index + 1)" : nil
            }
        }
    }

    /// Every hand-written Swift file.
    static let swift = files(in: ["Sources", "Tests", "Benchmarks/Sources"], endingWith: ".swift")
        .filter { !$0.path.contains("/Generated/") }

    /// Every page, but those that are generated.
    static let pages = (files(in: ["Documentation", "experiments"], endingWith: ".md") + roots)
        .filter { !$0.path.hasPrefix("Documentation/Reference/") }

    private static let roots = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "THIRD-PARTY-NOTICES.md"]
        .map { File(path: $0, text: text(of: $0)) }

    static func text(of path: String) -> String {
        (try? String(contentsOfFile: packageRoot + "/" + path, encoding: .utf8)) ?? ""
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: packageRoot + "/" + path)
    }

    private static func files(in folders: [String], endingWith suffix: String) -> [File] {
        folders.flatMap { folder in
            let names =
                (try? FileManager.default.subpathsOfDirectory(atPath: packageRoot + "/" + folder)) ?? []
            return names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted().map {
                File(path: folder + "/" + $0, text: text(of: folder + "/" + $0))
            }
        }
    }
}
