import Foundation
import Machine
import TestSupport
import Testing

@Suite("The folder of a path")
struct ParentPathTests {
    @Test(
        "a path without its last part",
        arguments: [
            ("", ""), ("-", ""), ("a", ""), ("ab", ""), ("a/", ""), ("/", "/"), ("//", "/"), ("/a", "/"),
            ("/a/", "/"),
            ("a/b", "a"), ("a//b", "a"), ("a/b/", "a"), ("/a/b", "/a"), ("./x", "."), ("ä/é", "ä"),
        ])
    func folders(_ path: String, _ folder: String) {
        #expect(path.parentPath == folder)
    }

    /// It traps for names of one character, which any user may give.
    @Test("nothing in the sources asks Foundation for it")
    func isUsedEverywhere() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = package.appending(path: "Sources").path()
        let names = try #require(FileManager.default.enumerator(atPath: sources)).compactMap { $0 as? String }
        for name in names where name.hasSuffix(".swift") && !name.hasSuffix("ParentPath.swift") {
            let text = try String(contentsOfFile: sources + "/" + name, encoding: .utf8)
            #expect(!text.contains(".deletingLastPathComponent\n"), "\(name)")
            #expect(!text.contains("NSString).deletingLastPathComponent"), "\(name)")
        }
    }
}
