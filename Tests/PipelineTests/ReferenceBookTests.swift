import Foundation
import Spec
import TestSupport
import Testing

import Pipeline

/// The pages under `Documentation/Reference`.
@Suite("Reference pages as Markdown")
struct ReferenceBookTests {
    static let folder = packageRoot + "/Documentation/Reference"
    static let book = ReferenceBook(of: SpecReference(of: ExperimentSpec.self))

    @Test("They are those the declarations make", arguments: book.files.map(\.name))
    func current(name: String) throws {
        let file = try #require(Self.book.files.first { $0.name == name })
        let found = try? String(contentsOfFile: Self.folder + "/" + name, encoding: .utf8)
        if let difference = textDifference(expected: file.text, found: found ?? "") {
            Issue.record("\(name) is not up to date, run 'make reference':\n\(difference)")
        }
    }

    @Test("There are no others")
    func complete() throws {
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(found.sorted() == Self.book.files.map(\.name).sorted())
    }

    @Test("What looks like markup in a sentence is escaped, and columns hold their bars")
    func markup() {
        #expect(Markdown.prose("a * b < c, `a * b`") == "a \\* b \\< c, `a * b`")
        #expect(Markdown.table(["n"], [["|e|"]]) == "| n |\n| --- |\n| \\|e\\| |")
    }
}
