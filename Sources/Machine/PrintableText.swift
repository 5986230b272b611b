/// Text that is safe to show: what comes from data and files of others must not move the cursor, ring, rename the
/// window, or disguise a line by changing its direction.
package enum PrintableText {
    /// The text with every control character replaced, and with a sign for each end of a line.
    package static func oneLine(_ text: String) -> String {
        isPlain(text) ? text : mapped(text) { $0 == "\n" ? "⏎" : of($0) }
    }

    /// The same for a text of several lines, whose ends stay.
    package static func lines(_ text: String) -> String {
        isPlain(text) ? text : mapped(text) { $0 == "\n" ? $0 : of($0) }
    }

    package static func of(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return "\u{FFFD}"
        case .format:
            // Joiners belong to scripts and emoji; the rest (e.g. direction overrides) can disguise a line.
            return scalar == "\u{200D}" || scalar == "\u{200C}" ? scalar : "\u{FFFD}"
        default: return scalar
        }
    }

    /// Nearly all text is; a listing of thousands of runs is looked at byte by byte.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }

    private static func mapped(
        _ text: String, _ transform: (Unicode.Scalar) -> Unicode.Scalar
    ) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { shown.append(transform(scalar)) }
        return String(shown)
    }
}
