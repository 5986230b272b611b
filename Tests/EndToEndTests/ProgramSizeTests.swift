import Foundation
import Testing

/// The program is linked without the tables of Foundation's ICU (`CEmptyICU`), which are 34 MB of what would be 85.
@Suite struct ProgramSizeTests {
    /// What needs those tables: with an empty package these interfaces fail or answer in the root locale.
    private static let localized = [
        "DateFormatter", "NumberFormatter", "NSRegularExpression", "Locale(", "Locale.", ".formatted(",
        "ISO8601",
        "localizedStandard", "localizedCompare", "localizedCase", "localizedUppercase", "localizedLowercase",
        "Calendar(", "Calendar.", "TimeZone(identifier", "applyingTransform", "folding(options", "Collator",
    ]

    @Test("No source uses an interface that needs the tables of ICU")
    func formatsNothingByLocale() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sources = package.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var read = 0
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            read += 1
            for name in Self.localized {
                #expect(!text.contains(name), "\(file.path) uses \(name)")
            }
        }
        #expect(read > 500)
    }
}
