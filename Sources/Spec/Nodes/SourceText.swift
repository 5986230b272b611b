/// The text of one file, cut into lines the way positions count them.
package struct SourceText: Sendable {
    /// The file as the user named it.
    package let name: String
    package let text: String
    /// The lines without their line ends.
    package let lines: [Substring.UnicodeScalarView]

    package init(name: String, text: String) {
        self.name = name
        self.text = text
        lines = Self.split(text)
    }

    /// Lines end where YAML 1.1 (and so libyaml) ends them: line feed, carriage return, both together, next
    /// line, line separator, paragraph separator. A byte order mark at the beginning belongs to no line.
    private static func split(_ text: String) -> [Substring.UnicodeScalarView] {
        let scalars = Substring(text).unicodeScalars
        var lines: [Substring.UnicodeScalarView] = []
        var start = scalars.startIndex
        if let first = scalars.first, first == "\u{FEFF}" { start = scalars.index(after: start) }
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            guard isLineBreak(scalar) else {
                index = next
                continue
            }
            lines.append(scalars[start..<index])
            let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
            index = isPair ? scalars.index(after: next) : next
            start = index
        }
        lines.append(scalars[start...])
        return lines
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// The line with this number, counted from 1.
    package func line(_ number: Int) -> String? {
        guard number >= 1, number <= lines.count else { return nil }
        return String(lines[number - 1])
    }

    /// The position of the scalar that starts at or holds the byte `offset` of the UTF-8 text.
    func location(ofByte offset: Int) -> SourceLocation {
        let bytes = text.utf8
        let end = bytes.index(bytes.startIndex, offsetBy: max(0, offset), limitedBy: bytes.endIndex)
        let before = Self.split(String(Substring(bytes[..<(end ?? bytes.endIndex)])))
        return SourceLocation(file: name, line: before.count, column: (before.last?.count ?? 0) + 1)
    }
}

/// The texts a specification was read from, in the order they were opened: messages show their lines, and a
/// run keeps them as they were written.
package struct SourceTexts: Sendable {
    package private(set) var all: [SourceText] = []

    package init() {}

    package mutating func add(_ text: SourceText) {
        if self[text.name] == nil { all.append(text) }
    }

    package subscript(name: String) -> SourceText? { all.first { $0.name == name } }
}
