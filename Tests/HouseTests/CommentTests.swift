import Testing

/// What `swift format` does not look at: lengths of files, and how comments are written.
@Suite struct CommentTests {
    @Test("No Swift file is longer than 300 lines")
    func fileLengths() {
        let long = SourceTree.swift.filter { $0.lines.count > 301 }
        #expect(long.isEmpty, "\(long.map { "\($0.path): \($0.lines.count - 1)" })")
    }

    @Test("No comment is wider than 120 columns")
    func commentWidths() {
        let wide = SourceTree.swift.flatMap { file in
            file.places { $0.count > 120 && $0.drop(while: { $0 == " " }).hasPrefix("//") }
        }
        #expect(wide.isEmpty, "\(wide)")
    }

    @Test("Comments are spelled the American way")
    func commentSpelling() {
        let found = SourceTree.swift.flatMap { file in
            file.places { $0.drop(while: { $0 == " " }).hasPrefix("//") && Prose.isBritish($0) }
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test("No comment begins with 'Of a …': it begins with what it describes")
    func openings() {
        let found = SourceTree.swift.flatMap { file in
            file.places { line in
                let text = line.drop { $0 == " " }
                return text.hasPrefix("//")
                    && (text.contains(". Of ") || text.drop { "/ ".contains($0) }.hasPrefix("Of "))
            }
        }
        #expect(found.isEmpty, "\(found)")
    }
}
