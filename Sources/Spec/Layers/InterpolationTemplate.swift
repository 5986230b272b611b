/// A text with `${…}` in it, taken apart.
///
///     ${path.to.key}      the value of another key
///     ${env:NAME}         an environment variable, an error when it is not set
///     ${env:NAME,text}    the same with a default, which may itself hold `${…}`
///     ${secret:NAME}      an environment variable that is used and never written down
///     ${secret:file:PATH} the same from a file, without its last line end
///     $${                 the two characters `${`
struct InterpolationTemplate {
    indirect enum Part {
        case text(String)
        case reference([SpecPathSegment], written: String)
        case environment(name: String, standard: InterpolationTemplate?, written: String)
        case secret(SecretSource, written: String)
    }

    var parts: [Part]

    /// Whether the text needs taking apart at all.
    static func isNeeded(for text: String) -> Bool { text.contains("${") }

    init(_ text: String) throws(SpecPathProblem) {
        try self.init(Array(text.unicodeScalars)[...], depth: 0)
    }

    private static let maximumDepth = 10

    private init(_ characters: ArraySlice<Unicode.Scalar>, depth: Int) throws(SpecPathProblem) {
        var parts: [Part] = []
        var plain = String.UnicodeScalarView()
        var position = characters.startIndex
        while position < characters.endIndex {
            if Self.matches("$${", characters, position) {
                plain.append(contentsOf: "${".unicodeScalars)
                position += 3
            } else if Self.matches("${", characters, position) {
                if !plain.isEmpty { parts.append(.text(String(plain))) }
                plain = String.UnicodeScalarView()
                let end = try Self.end(of: characters, from: position)
                parts.append(try Self.checkedPart(characters[position..<end], depth: depth))
                position = end
            } else {
                plain.append(characters[position])
                position += 1
            }
        }
        if !plain.isEmpty { parts.append(.text(String(plain))) }
        self.parts = parts
    }

    private static func matches(
        _ text: String, _ characters: ArraySlice<Unicode.Scalar>, _ position: Int
    ) -> Bool {
        characters[position...].starts(with: text.unicodeScalars)
    }

    /// The position after the brace that closes the one opened at `start`.
    private static func end(
        of characters: ArraySlice<Unicode.Scalar>, from start: Int
    ) throws(SpecPathProblem) -> Int {
        var open = 0
        var position = start
        while position < characters.endIndex {
            if matches("${", characters, position) {
                open += 1
                position += 2
            } else {
                if characters[position] == "}" { open -= 1 }
                position += 1
                if open == 0 { return position }
            }
        }
        throw SpecPathProblem(
            message: "the '}' of '${' is missing", start: start, length: characters.endIndex - start)
    }

    /// One interpolation; a problem in it is placed at the whole of it.
    private static func checkedPart(
        _ characters: ArraySlice<Unicode.Scalar>, depth: Int
    ) throws(SpecPathProblem) -> Part {
        do {
            return try part(characters, depth: depth)
        } catch {
            throw SpecPathProblem(
                message: error.message, start: characters.startIndex, length: characters.count)
        }
    }

    private static func part(
        _ characters: ArraySlice<Unicode.Scalar>, depth: Int
    ) throws(SpecPathProblem) -> Part {
        let first = characters.startIndex
        let written = string(characters)
        let inner = characters[(first + 2)..<(characters.endIndex - 1)]
        guard depth < maximumDepth else {
            throw SpecPathProblem(
                message: "interpolations are nested too deep", start: first, length: characters.count)
        }
        if let colon = inner.firstIndex(of: ":"), !inner[..<colon].contains("\"") {
            let kind = string(inner[..<colon])
            if kind == "secret" {
                let name = string(inner[(colon + 1)...]).trimmed
                return .secret(try SecretSource(name, in: characters), written: written)
            }
            guard kind == "env" else {
                throw SpecPathProblem(
                    message:
                        "there is no interpolation '\(kind):', only '${path.to.key}', '${env:NAME}' and '${secret:NAME}'",
                    start: first, length: characters.count)
            }
            let comma = inner.firstIndex(of: ",") ?? inner.endIndex
            let name = string(inner[(colon + 1)..<comma]).trimmed
            guard !name.isEmpty else {
                throw SpecPathProblem(
                    message: "the name of the environment variable is missing", start: first,
                    length: characters.count)
            }
            var standard: InterpolationTemplate?
            if comma < inner.endIndex {
                standard = try InterpolationTemplate(inner[(comma + 1)...], depth: depth + 1)
            }
            return .environment(name: name, standard: standard, written: written)
        }
        let (segments, end) = try SpecPathParser.parse(Array(inner), from: 0, until: [])
        guard end == inner.count else {
            throw SpecPathProblem(
                message: "this is not a path", start: first, length: characters.count)
        }
        return .reference(segments, written: written)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
