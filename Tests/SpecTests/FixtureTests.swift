import Foundation
import Spec
import TestSupport
import Testing

/// Broken specifications with the exact text a user sees: `Fixtures/<case>.yaml` beside
/// `<case>.expected.txt`.
///
/// Comment lines `# override: a.b=v` and `# environment: NAME=value` at the beginning give the command line.
/// Files in folders below `Fixtures` are parts of cases.
@Suite struct FixtureTests {
    static let folder = fixtureFolder(beside: #filePath)

    static var cases: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test(arguments: cases)
    func diagnosticsAreExactly(_ name: String) throws {
        let path = Self.folder + "/" + name + ".yaml"
        let loaded = SpecReader.load(
            .path(path), overrides: try Self.arguments("override", path),
            environment: try Self.environment(path), as: TestSpec.self)
        let found = loaded.text().replacing(Self.folder + "/", with: "")
        let golden = GoldenFile(path: Self.folder + "/" + name + ".expected.txt")
        if let difference = golden.difference(to: found) {
            Issue.record("\(name):\n\(difference)")
        }
    }

    @Test func thereAreEnoughCasesAndNoStrayExpectations() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        let expected = names.filter { $0.hasSuffix(".expected.txt") }.map { String($0.dropLast(13)) }
        #expect(expected.sorted() == Self.cases)
        #expect(Self.cases.count >= 40)
    }

    private static func arguments(_ kind: String, _ path: String) throws -> [String] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n").prefix { $0.hasPrefix("# ") }.compactMap { line in
            line.hasPrefix("# \(kind): ") ? String(line.dropFirst(kind.count + 4)) : nil
        }
    }

    private static func environment(_ path: String) throws -> [String: String] {
        var environment: [String: String] = [:]
        for argument in try arguments("environment", path) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            environment[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return environment
    }
}
