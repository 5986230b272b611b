import Foundation
import Testing

/// Links between the pages lead somewhere.
@Suite struct LinkTests {
    @Test(
        "Every link to a file of the package leads to a file, and to a heading in it",
        arguments: SourceTree.pages)
    func links(in page: SourceTree.File) {
        let folder = page.path.split(separator: "/").dropLast()
        for match in page.text.matches(of: /\]\(([^)\s]+)\)/) {
            let target = String(match.1)
            if target.contains("://") || target.hasPrefix("mailto:") { continue }
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            let path = parts[0].isEmpty ? page.path : LinkTests.joined(folder, parts[0])
            #expect(SourceTree.exists(path), "\(page.path): \(target)")
            guard parts.count == 2, path.hasSuffix(".md") else { continue }
            let isHeading = LinkTests.anchors(of: SourceTree.text(of: path)).contains(parts[1])
            #expect(isHeading, "\(page.path): \(target)")
        }
    }

    @Test("Folders and files that are named by their path exist")
    func paths() {
        let names = ["CONTRIBUTING.md", "Documentation/Architecture.md"]
        for page in SourceTree.pages where names.contains(page.path) {
            for match in page.text.matches(of: /`((?:\w+\/)+\w+(?:\.swift)?)`/) {
                let path = String(match.1)
                let isThere = ["", "Sources/", "Tests/"].contains { SourceTree.exists($0 + path) }
                #expect(isThere, "\(page.path): \(path)")
            }
        }
    }

    @Test("The page that lists the pages lists them all")
    func listed() {
        let readme = SourceTree.text(of: "README.md")
        for page in SourceTree.pages where page.path.hasPrefix("Documentation/") || !page.path.contains("/") {
            if page.path == "README.md" { continue }
            let isListed = readme.contains("](\(page.path))")
            #expect(isListed, "README.md does not lead to \(page.path)")
        }
    }

    private static func joined(_ folder: ArraySlice<Substring>, _ path: String) -> String {
        var parts = Array(folder)
        for part in path.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// As GitHub makes them: lower case, punctuation left out, blanks as hyphens.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
                heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased().compactMap { character in
                    character == " "
                        ? "-"
                        : character.isLetter || character.isNumber || "-_".contains(character)
                            ? String(character) : nil
                }.joined()
            })
    }
}
