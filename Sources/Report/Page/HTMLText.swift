/// Text that is markup already. Whatever comes from names and values becomes one only through `init(escaping:)`.
package struct HTMLText: Equatable, Sendable {
    package private(set) var markup: String
    /// The charts in it, in their order.
    package private(set) var figures: [Figure] = []

    /// - Parameter markup: written by this program, no foreign text in it that was not escaped
    package init(trusted markup: String) {
        self.markup = markup
    }

    package init(figure: Figure, id: String) {
        self = figure.html(id: id)
        figures = [figure]
    }

    package init(escaping text: String) {
        markup = Self.escape(text)
    }

    package static func == (left: HTMLText, right: HTMLText) -> Bool { left.markup == right.markup }

    package static let empty = HTMLText(trusted: "")

    package static func + (left: HTMLText, right: HTMLText) -> HTMLText {
        var sum = left
        sum += right
        return sum
    }

    package static func += (left: inout HTMLText, right: HTMLText) {
        left.markup += right.markup
        left.figures += right.figures
    }

    /// Safe in element content and in quoted attributes of HTML and SVG.
    ///
    /// Works on bytes: a quotation mark followed by a combining accent is one character to Swift, but still ends an
    /// attribute in a browser. Control characters, which no HTML may hold, become the replacement character.
    package static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: needsEscape) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 9, 10, 13: bytes.append(byte)
            case 0..<32, 127: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case 34, 38, 39, 60, 62, 127: true
        case 9, 10, 13: false
        default: byte < 32
        }
    }
}
