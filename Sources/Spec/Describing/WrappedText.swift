/// A text broken between words into lines of at most `width` characters: the first begins with `margin`, the others
/// with `hanging`, or with the margin too. A word that is longer than a line stays whole.
package func wrappedText(_ text: String, width: Int, margin: String = "", hanging: String? = nil) -> [String]
{
    var lines: [String] = []
    var current = margin
    var hasWords = false
    for word in text.split(separator: " ") {
        if hasWords, current.count + 1 + word.count > width {
            lines.append(current)
            current = hanging ?? margin
            hasWords = false
        }
        current += (hasWords ? " " : "") + word
        hasWords = true
    }
    return lines + [current]
}

func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
