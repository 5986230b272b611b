import Foundation
import Testing

/// What `swift format` does not look at: pages, and what must not stand in code.
@Suite struct FileTests {
    @Test("No paragraph of a page is wider than 120 columns; tables, code and addresses may be")
    func pageWidths() {
        let wide = SourceTree.pages.flatMap { page in
            page.places(outsideOfCode: true) { line in
                line.count > 120 && !line.hasPrefix("|") && !line.hasPrefix("    ") && line.contains(" ")
            }
        }
        #expect(wide.isEmpty, "\(wide)")
    }

    @Test("Prose is spelled the American way")
    func spelling() {
        let found = SourceTree.pages.flatMap { $0.places(outsideOfCode: true, where: Prose.isBritish) }
        #expect(found.isEmpty, "\(found)")
    }

    @Test("Nothing in the product ends the process because of its input")
    func traps() {
        let found = SourceTree.swift.filter { $0.path.hasPrefix("Sources/") }.flatMap { file in
            file.places { line in
                !line.drop(while: { $0 == " " }).hasPrefix("//")
                    && (line.contains("fatalError(") || line.contains("try! "))
            }
        }
        #expect(found.isEmpty, "\(found)")
    }
}

enum Prose {
    /// Whether a word is spelled the British way; code between backticks is as it is.
    static func isBritish(_ line: Substring) -> Bool {
        line.replacing(/`[^`]*`/, with: "").contains(
            /(?i)\b(?:un)?(?:colour|centre|neighbour|behaviour|judgement|artefact|labelled|labelling|favour|honour)\w*/
        )
    }
}
