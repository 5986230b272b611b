import Foundation
import Spec
import Sweep
import TestSupport
import Testing

/// Broken sections with the exact text a user sees: `Fixtures/sections/<case>.yaml` beside
/// `<case>.expected.txt`.
@Suite struct SectionFixtureTests {
    static let folder = fixtureFolder(beside: #filePath) + "/sections"

    static var cases: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test(arguments: cases)
    func diagnosticsAreExactly(name: String) throws {
        let text = try String(contentsOfFile: Self.folder + "/\(name).yaml", encoding: .utf8)
        let found = Sweeps.section(text).1
        let golden = GoldenFile(path: Self.folder + "/" + name + ".expected.txt")
        if let difference = golden.difference(to: found) { Issue.record("\(name):\n\(difference)") }
    }

    @Test func thereAreEnoughCases() { #expect(Self.cases.count >= 8) }
}
