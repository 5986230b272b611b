/// One part of a path such as `model.0.linear`, and where it stands in the text that holds the path.
package struct SpecPathSegment: Hashable, Sendable {
    package var text: String
    /// First character, counted from 0.
    package var start: Int
    package var length: Int
}

/// Why a text is not a path.
package struct SpecPathProblem: Error {
    package var message: String
    package var start: Int
    package var length: Int
}

package enum SpecPathParser {
    /// Splits `a.b`, `a.0.b`, `a[0].b`, `a."b c"`; stops before an unquoted character of `terminators`.
    ///
    /// Returns the segments and the number of characters used.
    package static func parse(
        _ characters: [Unicode.Scalar], from first: Int, until terminators: Set<Unicode.Scalar>
    ) throws(SpecPathProblem) -> (segments: [SpecPathSegment], end: Int) {
        var segments: [SpecPathSegment] = []
        var position = first
        while true {
            guard segments.count < YAMLLimits.depth else {
                throw SpecPathProblem(
                    message: "the path has more than \(YAMLLimits.depth) parts", start: position, length: 1)
            }
            let segment = try segment(characters, from: position, terminators)
            segments.append(segment.value)
            position = segment.end
            while position < characters.count, characters[position] == "[", segments.count < YAMLLimits.depth
            {
                let index = try bracket(characters, from: position)
                segments.append(index.value)
                position = index.end
            }
            guard position < characters.count, characters[position] == "." else {
                return (segments, position)
            }
            position += 1
        }
    }

    private static func segment(
        _ characters: [Unicode.Scalar], from start: Int, _ terminators: Set<Unicode.Scalar>
    ) throws(SpecPathProblem) -> (value: SpecPathSegment, end: Int) {
        if start < characters.count, characters[start] == "\"" || characters[start] == "'" {
            let quote = characters[start]
            guard let end = characters[(start + 1)...].firstIndex(of: quote) else {
                throw SpecPathProblem(
                    message: "the closing quote is missing", start: start, length: characters.count - start)
            }
            let text = string(characters[(start + 1)..<end])
            return (SpecPathSegment(text: text, start: start, length: end + 1 - start), end + 1)
        }
        var end = start
        while end < characters.count, characters[end] != ".", characters[end] != "[",
            !terminators.contains(characters[end])
        {
            end += 1
        }
        guard end > start else {
            throw SpecPathProblem(message: "a name is missing here", start: start, length: 1)
        }
        return (
            SpecPathSegment(text: string(characters[start..<end]), start: start, length: end - start), end
        )
    }

    private static func bracket(
        _ characters: [Unicode.Scalar], from start: Int
    ) throws(SpecPathProblem) -> (value: SpecPathSegment, end: Int) {
        guard let end = characters[start...].firstIndex(of: "]"), end > start + 1 else {
            throw SpecPathProblem(
                message: "'[' needs a position and ']'", start: start, length: characters.count - start)
        }
        let text = string(characters[(start + 1)..<end])
        return (SpecPathSegment(text: text, start: start + 1, length: end - start - 1), end + 1)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
