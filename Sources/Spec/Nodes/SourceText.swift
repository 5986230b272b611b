/// The text of one file, cut into lines the way positions count them.
package struct SourceText: Sendable {
    /// The file as the user named it.
    package let name: String
    package let text: String
    private let bytes: [UInt8]
    private let lines: [Line]

    /// A line without its line end, as a range of bytes.
    private struct Line {
        var start: Int
        var end: Int
        /// Characters (Unicode scalars).
        var length: Int
    }

    package init(name: String, text: String) {
        self.name = name
        self.text = text
        bytes = Array(text.utf8)
        lines = Self.split(bytes)
    }

    /// YAML 1.2 allows a byte order mark at the beginning, as editors of Windows write it; it is not a character of the
    /// text.
    var withoutByteOrderMark: SourceText {
        guard text.unicodeScalars.first == "\u{FEFF}" else { return self }
        return SourceText(name: name, text: String(text.unicodeScalars.dropFirst()))
    }

    /// The line with this number, counted from 1.
    package func line(_ number: Int) -> String? {
        guard lines.indices.contains(number - 1) else { return nil }
        let line = lines[number - 1]
        return String(decoding: bytes[line.start..<line.end], as: UTF8.self)
    }

    /// How many characters a line has, 0 when there is no such line.
    func length(ofLine number: Int) -> Int {
        lines.indices.contains(number - 1) ? lines[number - 1].length : 0
    }

    /// The position of the character that starts at or holds the byte `offset`.
    func location(ofByte offset: Int) -> SourceLocation {
        let number = max(1, lines.firstIndex { $0.start > offset } ?? lines.count)
        let line = lines[number - 1]
        let before = bytes[line.start..<max(line.start, min(offset, line.end))]
        let column = before.count { Self.startsCharacter($0) } + 1
        return SourceLocation(file: name, line: number, column: column)
    }

    /// Lines end where YAML 1.1 (and so libyaml) ends them: line feed, carriage return, both together, next line,
    /// line separator, paragraph separator. A byte order mark at the beginning belongs to no line.
    private static func split(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var length = 0
        var position = start
        while position < bytes.count {
            let width = lineBreakWidth(bytes, position)
            if width == 0 {
                if startsCharacter(bytes[position]) { length += 1 }
                position += 1
            } else {
                lines.append(Line(start: start, end: position, length: length))
                position += width
                start = position
                length = 0
            }
        }
        lines.append(Line(start: start, end: bytes.count, length: length))
        return lines
    }

    private static func startsCharacter(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

    /// How many bytes the line break at `position` takes; 0 when there is none.
    private static func lineBreakWidth(_ bytes: [UInt8], _ position: Int) -> Int {
        func byte(_ offset: Int) -> UInt8 {
            position + offset < bytes.count ? bytes[position + offset] : 0
        }
        switch bytes[position] {
        case 0x0A: return 1
        case 0x0D: return byte(1) == 0x0A ? 2 : 1
        case 0xC2: return byte(1) == 0x85 ? 2 : 0
        case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}

/// The texts a specification was read from, in the order they were opened: messages show their lines, and a run
/// keeps them as they were written.
package struct SourceTexts: Sendable {
    package private(set) var all: [SourceText] = []

    package init() {}

    package mutating func add(_ text: SourceText) {
        if self[text.name] == nil { all.append(text) }
    }

    package subscript(name: String) -> SourceText? { all.first { $0.name == name } }
}
