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
            let explanation = SyntaxExplanation(problem, text: text)
            return Diagnostic(
                "yaml-syntax", explanation.sentence,
                at: placement.origin(from: explanation.start, to: explanation.end), help: explanation.help,
                notes: explanation.notes)
        }
    }
}

/// What libyaml's terse problem texts mean for the person who wrote the file.
private struct SyntaxExplanation {
    let sentence: String
    let help: String?
    let notes: [String]
    let start: YAMLMark
    let end: YAMLMark

    init(_ problem: YAMLProblem, text: String) {
        let known = Self.known[problem.problem]
        sentence = known?.sentence ?? "this is not YAML: \(problem.problem)"
        let pointsToStart = known?.pointsToStart ?? false
        start = pointsToStart ? problem.contextMark : problem.mark
        // The rest of the line for a key without ':', else one character.
        let isKey = problem.problem == "could not find expected ':'"
        end =
            isKey
            ? problem.mark : YAMLMark(line: start.line, column: start.column + 1, index: start.index + 1)
        let line = SourceText(name: "", text: text).line(start.line + 1) ?? ""
        let isInFlow = problem.context?.contains("flow") ?? false
        help =
            isInFlow && line.contains("${")
            ? "put an interpolation inside {…} or […] in quotes: \"${…}\"" : known?.help
        if let context = problem.context, !pointsToStart {
            notes = ["\(context), which starts on line \(problem.contextMark.line + 1)"]
        } else {
            notes = []
        }
    }

    private struct Known {
        let sentence: String
        let help: String?
        /// Whether the beginning of the construct says more than the place where libyaml gave up.
        let pointsToStart: Bool

        init(_ sentence: String, help: String?, pointsToStart: Bool = false) {
            self.sentence = sentence
            self.help = help
            self.pointsToStart = pointsToStart
        }
    }

    private static let known: [String: Known] = [
        "mapping values are not allowed in this context": Known(
            "a ':' is not allowed here",
            help: "put a text that contains ': ' in quotes, or check the indentation"),
        "did not find expected key": Known(
            "a key was expected here", help: "check that the keys of this map are indented equally"),
        "did not find expected '-' indicator": Known(
            "an item starting with '-' was expected here", help: "indent all items of the list equally"),
        "could not find expected ':'": Known(
            "a ':' is missing after this key", help: "write 'key: value', with a space after the ':'",
            pointsToStart: true),
        "found character that cannot start any token": Known(
            "a value cannot start with this character",
            help: "indent with spaces, not tabs; put a text that starts with @, ` or % in quotes"),
        "found unexpected end of stream": Known(
            "this quoted text is never closed", help: "add the closing quote", pointsToStart: true),
        "did not find expected ',' or '}'": Known("a ',' or '}' is missing here", help: nil),
        "did not find expected ',' or ']'": Known("a ',' or ']' is missing here", help: nil),
        "block sequence entries are not allowed in this context": Known(
            "a list cannot start here", help: "start the list on a new line below its key"),
        "found unknown escape character": Known(
            "this escape is not known", help: "use single quotes for a text with backslashes"),
        "found unexpected ':'": Known("a ':' here needs a space after it", help: "write 'key: value'"),
        "did not find expected node content": Known("a value is missing here", help: nil),
        "found a tab character that violates indentation": Known(
            "a tab cannot indent", help: "indent with spaces"),
        "did not find expected <document start>": Known(
            "a second part starts here that does not belong to the first",
            help: "check the indentation of this line"),
        "did not find expected alphabetic or numeric character": Known(
            "a name must follow the '*' or '&'", help: "put a text that starts with * or & in quotes"),
    ]
}
