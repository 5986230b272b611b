import Testing

/// Code that a page shows is code of the product: a block `swift of Sources/…` has lines of that file, in their order.
@Suite struct ExcerptTests {
    @Test("What a page quotes stands in the file")
    func excerpts() {
        var count = 0
        for page in SourceTree.pages {
            for match in page.text.matches(of: /(?s)\n```swift of (\S+)\n(.*?)\n```/) {
                count += 1
                var lines = SourceTree.text(of: String(match.1)).split(separator: "\n")[...]
                for quoted in match.2.split(separator: "\n") where !quoted.allSatisfy({ " …".contains($0) }) {
                    let position = lines.firstIndex(of: quoted)
                    #expect(position != nil, "\(page.path): \(match.1) has no line \(quoted)")
                    if let position { lines = lines[(position + 1)...] }
                }
            }
        }
        #expect(count > 10)
    }
}
