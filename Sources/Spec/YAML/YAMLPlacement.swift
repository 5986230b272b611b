/// Turns libyaml's marks into origins: positions in a file, or within a command-line override.
package enum YAMLPlacement: Sendable {
    case file(SourceText)
    /// The text is the part of an override's argument that starts at `column`.
    case override(argument: String, index: Int, column: Int)

    func origin(from start: YAMLMark, to end: YAMLMark) -> Origin {
        switch self {
        case .file(let source):
            let rest = source.length(ofLine: start.line + 1) - start.column
            let length = start.line == end.line ? end.column - start.column : rest
            let location = SourceLocation(file: source.name, line: start.line + 1, column: start.column + 1)
            return .file(SourceSpan(start: location, length: max(1, min(length, max(1, rest)))))
        case .override(let argument, let index, let column):
            return .override(
                OverrideSpan(
                    argument: argument, index: index, column: column + start.index,
                    length: end.index - start.index))
        }
    }

    /// One character at a byte offset of the text.
    func origin(ofByte offset: Int, in text: String) -> Origin {
        switch self {
        case .file(let source):
            return .file(SourceSpan(start: source.location(ofByte: offset), length: 1))
        case .override(let argument, let index, let column):
            let characters = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
            return .override(
                OverrideSpan(argument: argument, index: index, column: column + characters, length: 1))
        }
    }
}
