import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

/// Broken specifications with the exact text of what is said about them.
@Suite("Diagnostics of whole specifications")
struct FixtureTests {
    static let folder = fixtureFolder(beside: #filePath)

    static let cases: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test("Findings equal the expected text", arguments: cases)
    func findings(name: String) throws {
        let text = Self.text(of: name)
        let golden = GoldenFile(path: "\(Self.folder)/\(name).expected.txt")
        if let difference = golden.difference(to: text) {
            Issue.record("\(name): \(difference)")
        }
    }

    @Test("Every cross-field check fires in a fixture")
    func everyCheckFires() {
        let all = Self.cases.map(Self.text).joined()
        for check in specChecks {
            #expect(all.contains("[\(check.code)]"), "no fixture makes \(check) fire")
        }
    }

    /// The findings with file names relative to the fixtures.
    static func text(of name: String) -> String {
        let path = "\(folder)/\(name).yaml"
        let request = SpecRequest(
            input: .path(path), path: path, overrides: [], environment: ["ASSAY_CACHE": "/nonexistent/cache"])
        let reading = SpecReading(request)
        let plain = Terminal(descriptor: -1, isInteractive: false, hasColor: false)
        return reading.text(plain).replacing(folder + "/", with: "")
    }
}
