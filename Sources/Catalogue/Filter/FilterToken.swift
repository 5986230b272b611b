/// A word of a filter with its place.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        /// A name or a bare value: `val_loss`, `adam`, `1e-3`, `2026-11-21`.
        case word
        /// Text in quotes, which are removed.
        case quoted
        /// `=`, `<=`, `~` …
        case comparator
        case open, close, openList, closeList, comma
    }

    var kind: Kind
    var text: String
    /// Characters of the filter, counted from 0.
    var range: Range<Int>

    /// The words of a filter.
    ///
    /// - Errors: a quotation mark without its partner, a character no filter has
    static func all(in text: String, option: String) throws -> [FilterToken] {
        var scanner = FilterScanner(text: text, option: option)
        return try scanner.tokens()
    }
}

private struct FilterScanner {
    let text: String
    let option: String
    let characters: [Character]
    var position = 0

    init(text: String, option: String) {
        self.text = text
        self.option = option
        characters = Array(text)
    }

    mutating func tokens() throws -> [FilterToken] {
        var tokens: [FilterToken] = []
        while position < characters.count {
            if characters[position].isWhitespace {
                position += 1
            } else {
                tokens.append(try token())
            }
        }
        return tokens
    }

    private mutating func token() throws -> FilterToken {
        let start = position
        let character = characters[position]
        switch character {
        case "(": return single(.open)
        case ")": return single(.close)
        case "[": return single(.openList)
        case "]": return single(.closeList)
        case ",": return single(.comma)
        case "'", "\"": return try quoted(by: character)
        case "=", "<", ">", "!", "~":
            position += 1
            while position < characters.count, "=<>".contains(characters[position]) { position += 1 }
            return FilterToken(
                kind: .comparator, text: String(characters[start..<position]), range: start..<position)
        default:
            while position < characters.count, Self.isWord(characters[position]) { position += 1 }
            guard position > start else {
                throw FilterError(
                    option: option, text: text, range: start..<(start + 1),
                    message: "'\(character)' has no meaning in a filter",
                    help: "put texts with special characters into quotes, for example name = 'a & b'")
            }
            return FilterToken(
                kind: .word, text: String(characters[start..<position]), range: start..<position)
        }
    }

    private mutating func single(_ kind: FilterToken.Kind) -> FilterToken {
        position += 1
        return FilterToken(
            kind: kind, text: String(characters[position - 1]), range: (position - 1)..<position)
    }

    private mutating func quoted(by mark: Character) throws -> FilterToken {
        let start = position
        position += 1
        while position < characters.count, characters[position] != mark { position += 1 }
        guard position < characters.count else {
            throw FilterError(
                option: option, text: text, range: start..<(start + 1),
                message: "this quotation mark is never closed", help: "add a \(mark) after the text")
        }
        position += 1
        return FilterToken(
            kind: .quoted, text: String(characters[(start + 1)..<(position - 1)]), range: start..<position)
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.-+/*?:%@#{}".contains(character)
    }
}
