import Foundation

/// A text kept beside the tests that a result must equal.
///
/// Recording has to be asked for: with `ASSAY_RECORD=1` in the environment the file is written and the
/// comparison still fails, so that a recorded text is read by a person before it counts.
package struct GoldenFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The difference between the file and `found`, nil when they are equal.
    package func difference(to found: String) -> String? {
        let expected = try? String(contentsOfFile: path, encoding: .utf8)
        if expected == found { return nil }
        if ProcessInfo.processInfo.environment["ASSAY_RECORD"] == "1" {
            try? found.write(toFile: path, atomically: true, encoding: .utf8)
            return "recorded \(path): read it, then run the tests again without ASSAY_RECORD"
        }
        guard let expected else {
            return "there is no \(path); found:\n\(found)"
        }
        return textDifference(expected: expected, found: found)
    }
}

/// The folder of fixtures beside a test file: `fixtureFolder(beside: #filePath)`.
package func fixtureFolder(_ name: String = "Fixtures", beside file: String) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name).path
}
