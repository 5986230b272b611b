import Machine

/// A source line prepared for a terminal, with the underline of a stretch of it: tabs become spaces, control
/// characters a replacement sign, wide characters count twice, and of a long line only the neighborhood is
/// shown.
struct UnderlinedLine {
    /// The line as shown.
    let text: String
    /// Spaces up to the underline.
    let indent: String
    /// The underline, one `^` per terminal column.
    let caret: String

    var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }

    private static let tabWidth = 4
    /// Longest part of a line that is shown, in characters.
    private static let window = 100

    init(_ line: String, column: Int, length: Int) {
        let scalars = line.unicodeScalars
        let count = scalars.count
        let start = min(max(0, column - 1), count)
        let end = min(start + max(1, length), count)
        let (first, last) = Self.visible(count, start: start, end: end)
        var shown = first > 0 ? "…" : ""
        var position = first > 0 ? 1 : 0
        var caretStart = position
        var caretEnd = position
        for (offset, scalar) in scalars.dropFirst(first).prefix(last - first).enumerated() {
            let index = first + offset
            if index == start { caretStart = position }
            let (text, width) = Self.cell(scalar, at: position)
            shown += text
            position += width
            if index < end { caretEnd = position }
        }
        if start >= last { caretStart = position }
        if last < count { shown += "…" }
        text = shown
        indent = String(repeating: " ", count: caretStart)
        caret = String(repeating: "^", count: max(1, caretEnd - caretStart))
    }

    /// The part of a long line to show: the underlined stretch with some room before it.
    private static func visible(_ count: Int, start: Int, end: Int) -> (first: Int, last: Int) {
        if count <= window { return (0, count) }
        let first = end <= window ? 0 : max(0, start - window / 3)
        return (first, min(count, first + window))
    }

    private static func cell(_ scalar: Unicode.Scalar, at position: Int) -> (text: String, width: Int) {
        if scalar == "\t" {
            let width = tabWidth - position % tabWidth
            return (String(repeating: " ", count: width), width)
        }
        let shown = PrintableText.of(scalar)
        return (String(shown), shown.terminalWidth)
    }
}

extension Unicode.Scalar {
    /// Terminal columns the scalar takes: 0 for combining marks, 2 for wide East Asian characters and emoji.
    var terminalWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}
