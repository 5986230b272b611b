extension Diagnostic {
    /// libyaml's complaint as a sentence with a place, and a hint where the usual cause is known.
    static func syntax(_ problem: YAMLProblem, placement: YAMLPlacement, text: String) -> Diagnostic {
        switch problem.stage {
        case .memory:
            return Diagnostic(
                "yaml-syntax", "there is not enough memory to read this text",
                at: placement.origin(ofByte: 0, in: text))
        case .characters(let offset):
            return Diagnostic(
                "bad-character", "YAML does not allow this character: \(problem.problem)",
                at: placement.origin(ofByte: offset, in: text),
                help: "remove it, or write it as an escape in double quotes")
        case .syntax:
            let explanation = SyntaxExplanation(problem)
            let end = YAMLMark(
                line: problem.mark.line, column: problem.mark.column + 1, index: problem.mark.index + 1)
            return Diagnostic(
                "yaml-syntax", explanation.sentence, at: placement.origin(from: problem.mark, to: end),
                help: explanation.help, notes: explanation.notes)
        }
    }
}

/// What libyaml's terse problem texts mean for the person who wrote the file.
private struct SyntaxExplanation {
    let sentence: String
    let help: String?
    let notes: [String]

    init(_ problem: YAMLProblem) {
        let known = Self.known[problem.problem]
        sentence = known?.sentence ?? "this is not YAML: \(problem.problem)"
        help = known?.help
        var notes: [String] = []
        if let context = problem.context {
            let line = problem.contextMark.line + 1
            notes.append("\(context), which starts on line \(line)")
        }
        self.notes = notes
    }

    private static let known: [String: (sentence: String, help: String?)] = [
        "mapping values are not allowed in this context": (
            "a ':' is not allowed here", "put a text that contains ': ' in quotes, or check the indentation"
        ),
        "did not find expected key": (
            "a key was expected here", "check that the keys of this map are indented equally"
        ),
        "did not find expected '-' indicator": (
            "an item starting with '-' was expected here", "indent all items of the list equally"
        ),
        "could not find expected ':'": (
            "a ':' is missing after this key", "write 'key: value', with a space after the ':'"
        ),
        "found character that cannot start any token": (
            "a value cannot start with this character",
            "indent with spaces, not tabs; put a text that starts with @, ` or % in quotes"
        ),
        "found unexpected end of stream": ("the text ends inside a quoted text", "add the closing quote"),
        "did not find expected ',' or '}'": ("a ',' or '}' is missing here", nil),
        "did not find expected ',' or ']'": ("a ',' or ']' is missing here", nil),
        "block sequence entries are not allowed in this context": (
            "a list cannot start here", "start the list on a new line below its key"
        ),
        "found unknown escape character": (
            "this escape is not known", "use single quotes for a text with backslashes"
        ),
        "did not find expected node content": ("a value is missing here", nil),
        "found a tab character that violates indentation": (
            "a tab cannot indent", "indent with spaces"
        ),
        "did not find expected <document start>": (
            "a second part starts here that does not belong to the first",
            "check the indentation of this line"
        ),
        "did not find expected alphabetic or numeric character": (
            "a name must follow the '*' or '&'", "put a text that starts with * or & in quotes"
        ),
    ]
}
