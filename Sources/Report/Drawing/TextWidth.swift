/// How wide a text will be, before any browser has seen it.
///
/// Widths are those of DejaVu Sans, the widest of the fonts a page is likely to meet, so that a label that fits
/// here is never cut elsewhere.
package enum TextWidth {
    /// The size of the text on axes, in the units of the drawing.
    package static let fontSize = 11.0

    package static func of(_ text: String, size: Double = fontSize) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars { sum += ems(scalar) }
        return sum * size
    }

    /// The text itself, or its beginning with an ellipsis when it is wider than `width`.
    package static func fitted(_ text: String, to width: Double, size: Double = fontSize) -> String {
        if of(text, size: size) <= width { return text }
        var sum = ems("…") * size
        var kept = ""
        for character in text {
            sum += of(String(character), size: size)
            if sum > width { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private static func ems(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "l", "j", "I", ".", ",", ":", ";", "'", "|", "!": 0.34
        case " ", "f", "t", "r", "(", ")", "[", "]", "-", "/": 0.42
        case "m", "w", "M", "W", "@", "%", "…", "—": 1.0
        case "0"..."9", "a"..."z", "_", "=", "+", "*": 0.64
        case "A"..."Z", "&", "#": 0.77
        case "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻": 0.41
        case "\u{300}"..."\u{36F}": 0
        default: scalar.value < 0x1100 ? 0.7 : 1.1
        }
    }
}
