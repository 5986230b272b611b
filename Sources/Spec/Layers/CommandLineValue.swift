/// The value of an override, read as Hydra reads it where that differs from YAML: `{a:{b:1}}` needs no blanks, `\,` and
/// `\=` are the characters themselves, `inf`, `nan`, `1_000` are numbers, `true` and `null` may be written in any case.
///
/// What is not of this kind (quotes with escapes, anchors, tags, a map over several lines) is left to the YAML reader.
///
/// - Source: Hydra 1.3, "Override Grammar": values, quoting, escapes.
struct CommandLineValue {
    private let characters: [Unicode.Scalar]
    private let place: (_ range: Range<Int>) -> Origin
    private var position: Int
    private var depth = 0

    /// Left to the YAML reader.
    private struct Other: Error {}

    /// The value that begins at `start`; nil when it is for the YAML reader.
    static func read(
        _ characters: [Unicode.Scalar], from start: Int, place: @escaping (Range<Int>) -> Origin
    ) -> SpecNode? {
        var reader = CommandLineValue(characters: characters, position: start, place: place)
        do {
            reader.skipBlanks()
            let node = try reader.whole()
            reader.skipBlanks()
            return reader.position == characters.count ? node : nil
        } catch {
            return nil
        }
    }

    private init(
        characters: [Unicode.Scalar], position: Int, place: @escaping (Range<Int>) -> Origin
    ) {
        self.characters = characters
        self.position = position
        self.place = place
    }

    private var current: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func skipBlanks() {
        while current == " " || current == "\t" { position += 1 }
    }

    private mutating func whole() throws -> SpecNode {
        if current == "{" || current == "[" { return try value(until: []) }
        return try plain(until: [])
    }

    private mutating func value(until ends: Set<Unicode.Scalar>) throws -> SpecNode {
        skipBlanks()
        depth += 1
        defer { depth -= 1 }
        guard depth < YAMLLimits.depth else { throw Other() }
        switch current {
        case "{": return try map()
        case "[": return try list()
        case "\"", "'": return SpecNode(.string(try quoted().text), origin: lastPlace)
        default: return try plain(until: ends)
        }
    }

    // MARK: Collections

    private mutating func list() throws -> SpecNode {
        let start = position
        position += 1
        var items: [SpecNode] = []
        while true {
            skipBlanks()
            if current == "]" { break }
            items.append(try value(until: [",", "]"]))
            try separator(before: "]")
        }
        position += 1
        return SpecNode(.list(items), origin: place(start..<position))
    }

    private mutating func map() throws -> SpecNode {
        let start = position
        position += 1
        var entries: [SpecEntry] = []
        while true {
            skipBlanks()
            if current == "}" { break }
            let key = try self.key()
            guard !entries.contains(where: { $0.key == key.text }) else { throw Other() }
            entries.append(
                SpecEntry(key: key.text, keyOrigin: key.origin, value: try entryValue(of: key.origin)))
            try separator(before: "}")
        }
        position += 1
        return SpecNode(.map(entries), origin: place(start..<position))
    }

    private mutating func key() throws -> (text: String, origin: Origin) {
        if current == "\"" || current == "'" {
            let key = try quoted()
            return (key.text, lastPlace)
        }
        let start = position
        let (text, _) = try characters(until: [":", ",", "}"])
        guard !text.isEmpty, text != "<<", text.first != "?" else { throw Other() }
        return (text, place(start..<(start + text.unicodeScalars.count)))
    }

    private mutating func entryValue(of key: Origin) throws -> SpecNode {
        skipBlanks()
        guard current == ":" else { return SpecNode(.null, origin: key) }
        position += 1
        skipBlanks()
        if current == "," || current == "}" { return SpecNode(.null, origin: key) }
        return try value(until: [",", "}"])
    }

    private mutating func separator(before end: Unicode.Scalar) throws {
        skipBlanks()
        if current == end { return }
        guard current == "," else { throw Other() }
        position += 1
    }

    // MARK: Scalars

    private var lastRange = 0..<0
    private var lastPlace: Origin { place(lastRange) }

    /// A quoted text, with the escapes of YAML.
    private mutating func quoted() throws -> (text: String, end: Int) {
        guard let quote = current else { throw Other() }
        let start = position
        var end = start + 1
        while end < characters.count {
            let next = end + 1 < characters.count ? characters[end + 1] : nil
            let isEscape = quote == "\"" && characters[end] == "\\"
            if isEscape || (quote == "'" && characters[end] == "'" && next == "'") {
                end += 2
            } else if characters[end] == quote {
                break
            } else {
                end += 1
            }
        }
        guard end < characters.count else { throw Other() }
        position = end + 1
        lastRange = start..<position
        var ignored = DiagnosticBag()
        let node = YAMLReader.read(
            Self.string(characters[start..<position]),
            placement: .override(argument: "", index: 0, column: 1), diagnostics: &ignored)
        guard case .string(let text)? = node?.content, ignored.isEmpty else { throw Other() }
        return (text, position)
    }

    private mutating func plain(until ends: Set<Unicode.Scalar>) throws -> SpecNode {
        let start = position
        guard let first = current, !"&*!|>%@`\"'#".unicodeScalars.contains(first) else { throw Other() }
        let (text, isEscaped) = try characters(until: ends)
        if text.contains(": ") || text.contains(" #") || text.hasSuffix(":") || text.hasPrefix("- ") {
            throw Other()
        }
        let length = max(1, Self.trimmedEnd(characters[start..<position]) - start)
        let content = isEscaped ? SpecContent.string(text) : Self.content(of: text)
        return SpecNode(content, origin: place(start..<(start + length)))
    }

    private static func trimmedEnd(_ part: ArraySlice<Unicode.Scalar>) -> Int {
        (part.lastIndex { $0 != " " && $0 != "\t" } ?? part.startIndex) + 1
    }

    /// Characters up to an end outside `${…}`, without blanks at both ends, with `\` before a sign of the grammar
    /// removed.
    private mutating func characters(until ends: Set<Unicode.Scalar>) throws -> (String, isEscaped: Bool) {
        var view = String.UnicodeScalarView()
        var isEscaped = false
        var open = 0
        while let character = current, open > 0 || !ends.contains(character) {
            if character == "\n" || character == "\r" { throw Other() }
            let next = position + 1 < characters.count ? characters[position + 1] : nil
            if character == "\\", let next, "\\,=:()[]{} ".unicodeScalars.contains(next) {
                view.append(next)
                isEscaped = true
                position += 2
                continue
            }
            if character == "$", next == "{" { open += 1 }
            if character == "}", open > 0 { open -= 1 }
            if open == 0, !ends.isEmpty, "[]{}".unicodeScalars.contains(character),
                !(character == "}" && view.contains("$"))
            {
                throw Other()
            }
            view.append(character)
            position += 1
        }
        return (isEscaped ? String(view) : String(view).trimmed, isEscaped)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The type of a value without quotes: that of YAML, or a number, truth value or nothing in Hydra's spelling.
    static func content(of text: String) -> SpecContent {
        let content = CoreSchema.content(ofPlain: text)
        guard case .string = content else { return content }
        switch text.lowercased() {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .number(.infinity)
        case "-inf": return .number(-.infinity)
        case "nan", "+nan", "-nan": return .number(.nan)
        default: return grouped(text) ?? content
        }
    }

    /// `1_000`, `1_000.5`, `1_000e3`: single underscores between digits.
    private static func grouped(_ text: String) -> SpecContent? {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "_")) else { return nil }
        func isDigit(_ index: Int) -> Bool {
            bytes.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
        }
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard isDigit(index - 1), isDigit(index + 1) else { return nil }
        }
        let content = CoreSchema.content(ofPlain: text.replacing("_", with: ""))
        return content.isNumber ? content : nil
    }
}
