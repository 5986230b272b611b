/// What is wrong with a filter, a list of columns or a moment on the command line, at its character.
package struct FilterError: Error, Equatable, Sendable {
    /// The option it was given with: `--where`.
    package var option: String
    package var text: String
    /// Characters counted from 0.
    package var range: Range<Int>
    package var message: String
    package var help: String?

    package init(option: String, text: String, range: Range<Int>, message: String, help: String? = nil) {
        self.option = option
        self.text = text
        self.range = range
        self.message = message
        self.help = help
    }
}

extension FilterError: CustomStringConvertible {
    /// The sentence, the text with the place underlined, and what to do.
    package var description: String {
        // A line break inside the text would move the mark to another line.
        let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        let mark =
            String(repeating: " ", count: range.lowerBound)
            + String(repeating: "^", count: max(1, range.count))
        var lines = ["\(option):\(range.lowerBound + 1): \(message)", "  | \(line)", "  | \(mark)"]
        if let help { lines.append("  help: \(help)") }
        return lines.joined(separator: "\n")
    }
}
