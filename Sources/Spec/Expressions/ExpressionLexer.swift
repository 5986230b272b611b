/// A word, number, text or sign of an expression.
struct ExpressionToken: Equatable {
    enum Kind: Equatable {
        case number(Double)
        case string(String)
        /// A bare name.
        case name(String)
        /// A name in double quotes: never a function or a word of the language.
        case quotedName(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Characters counted from 0.
    var range: Range<Int>
}

/// Cuts the text of an expression into tokens.
struct ExpressionLexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    /// All tokens with an `end` at the end.
    static func tokens(of text: String) throws -> [ExpressionToken] {
        var lexer = ExpressionLexer(text)
        var tokens: [ExpressionToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        let end = lexer.characters.count
        tokens.append(ExpressionToken(kind: .end, range: end..<end))
        return tokens
    }

    private mutating func next() throws -> ExpressionToken? {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        guard position < characters.count else { return nil }
        let start = position
        let character = characters[position]
        let kind: ExpressionToken.Kind
        if character.isASCII, character.isNumber || (character == "." && digitFollows) {
            kind = try number()
        } else if character == "'" {
            kind = .string(try quoted(by: "'"))
        } else if character == "\"" {
            kind = .quotedName(try quoted(by: "\""))
        } else if ExpressionLexer.startsName(character) {
            kind = .name(name())
        } else {
            kind = try symbol()
        }
        return ExpressionToken(kind: kind, range: start..<position)
    }

    private var digitFollows: Bool {
        position + 1 < characters.count && characters[position + 1].isASCII
            && characters[position + 1].isNumber
    }

    private static func startsName(_ character: Character) -> Bool { character.isLetter || character == "_" }

    private mutating func name() -> String {
        let start = position
        while position < characters.count {
            let character = characters[position]
            let continues = ExpressionLexer.startsName(character) || character.isNumber || character == "."
            guard continues else { break }
            position += 1
        }
        return String(characters[start..<position])
    }

    private mutating func number() throws -> ExpressionToken.Kind {
        let start = position
        func isDigit(_ index: Int) -> Bool {
            index < characters.count && characters[index].isASCII && characters[index].isNumber
        }
        while isDigit(position) { position += 1 }
        if position < characters.count, characters[position] == "." { position += 1 }
        while isDigit(position) { position += 1 }
        if position < characters.count, characters[position] == "e" || characters[position] == "E" {
            var next = position + 1
            if next < characters.count, characters[next] == "-" || characters[next] == "+" { next += 1 }
            if isDigit(next) {
                position = next
                while isDigit(position) { position += 1 }
            }
        }
        let text = String(characters[start..<position])
        let nameFollows = position < characters.count && ExpressionLexer.startsName(characters[position])
        guard let value = Double(text), value.isFinite, !nameFollows else {
            throw ExpressionError(
                code: "expression-syntax", message: "'\(text)' is not a number here", range: start..<position,
                help: nameFollows ? "put a name that starts with a digit in double quotes" : nil)
        }
        return .number(value)
    }

    /// Text up to the closing quote; a quote inside is written twice.
    private mutating func quoted(by quote: Character) throws -> String {
        let start = position
        var text = ""
        position += 1
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character != quote {
                text.append(character)
            } else if position < characters.count, characters[position] == quote {
                text.append(quote)
                position += 1
            } else {
                return text
            }
        }
        throw ExpressionError(
            code: "expression-syntax", message: "the quote is never closed", range: start..<characters.count)
    }

    private mutating func symbol() throws -> ExpressionToken.Kind {
        let two = String(characters[position..<min(position + 2, characters.count)])
        if ["==", "!=", "<=", ">=", "**"].contains(two) {
            position += 2
            return .symbol(two == "**" ? "^" : two)
        }
        let wrong = ["&&": "and", "||": "or"]
        if let right = wrong[two] { throw unexpected(two, help: "write '\(right)'") }
        let one = String(characters[position])
        if "+-*/%^<>(),".contains(one) {
            position += 1
            return .symbol(one)
        }
        switch one {
        case "=":
            // As in SQL and in the filters of listings.
            position += 1
            return .symbol("==")
        case "!": throw unexpected(one, help: "write 'not'")
        default: throw unexpected(one, help: "put a name with such characters in double quotes")
        }
    }

    private func unexpected(_ text: String, help: String) -> ExpressionError {
        ExpressionError(
            code: "expression-syntax", message: "'\(text)' means nothing in an expression",
            range: position..<(position + text.count), help: help)
    }
}
