import Testing

/// The notices name what the package is built from.
@Suite struct NoticeTests {
    @Test("Every package and its version stands in the notices")
    func versions() {
        let notices = SourceTree.text(of: "THIRD-PARTY-NOTICES.md")
        let pins = SourceTree.text(of: "Package.resolved")
            .matches(of: /(?s)"identity" : "([^"]+)".*?"version" : "([^"]+)"/)
        #expect(pins.count >= 5)
        for pin in pins {
            let row = notices.split(separator: "\n").contains { line in
                line.lowercased().hasPrefix("| \(pin.1) |") && line.contains("| \(pin.2) |")
            }
            #expect(row, "\(pin.1) \(pin.2) is not in THIRD-PARTY-NOTICES.md")
        }
    }
}
