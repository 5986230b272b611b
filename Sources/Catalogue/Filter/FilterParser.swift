/// Reads the language of filters.
///
///     any        = all {"or" all}
///     all        = not {"and" not}
///     not        = "not" not | "(" any ")" | comparison
///     comparison = name [comparator value | ["not"] "in" "[" value {"," value} "]"]
///                | number comparator name [comparator value]
///     value      = word [unit] | quoted text
///
/// - Errors: `FilterError` at the first word that does not fit, saying what could stand there
package struct FilterParser {
    private let text: String
    private let option: String
    private let tokens: [FilterToken]
    private var position = 0
    private var depth = 0

    /// Deeper nesting is a mistake, or an attempt to exhaust the stack.
    private static let depthLimit = 100

    package static func parse(_ text: String, option: String = "--where") throws -> FilterExpression {
        var parser = try FilterParser(text, option: option)
        guard !parser.tokens.isEmpty else {
            throw parser.error(
                at: nil, "the filter is empty", help: "write a comparison, for example val_loss < 0.5")
        }
        let expression = try parser.alternatives()
        if let rest = parser.current {
            throw parser.error(
                at: rest, "'\(rest.text)' cannot stand here, the filter is complete before it",
                help: "join comparisons with 'and' or 'or'")
        }
        return expression
    }

    private init(_ text: String, option: String) throws {
        self.text = text
        self.option = option
        tokens = try FilterToken.all(in: text, option: option)
    }

    private var current: FilterToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func alternatives() throws -> FilterExpression {
        var parts = [try conjunction()]
        while takes(word: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws -> FilterExpression {
        var parts = [try negation()]
        while takes(word: "and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws -> FilterExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw error(at: current, "the filter is nested more than \(Self.depthLimit) deep")
        }
        if takes(word: "not") { return .not(try negation()) }
        if let open = current, open.kind == .open {
            position += 1
            let inner = try alternatives()
            guard let close = current, close.kind == .close else {
                throw error(at: open, "this parenthesis is never closed", help: "add a ')'")
            }
            position += 1
            return inner
        }
        return try comparison()
    }

    private mutating func comparison() throws -> FilterExpression {
        guard let first = current else {
            throw error(
                at: nil, "a comparison is missing here", help: "write one, for example val_loss < 0.5")
        }
        guard first.kind == .word || first.kind == .quoted else {
            throw error(at: first, "expected the name of a field, found '\(first.text)'")
        }
        if first.kind == .word, Double(first.text) != nil, nextIsComparator { return try mirrored() }
        position += 1
        let name = FilterName(text: first.text, range: first.range)
        if takes(word: "in") { return .oneOf(name, try list()) }
        if let word = current, word.kind == .word, word.text.lowercased() == "not", nextIsIn {
            position += 2
            return .not(.oneOf(name, try list()))
        }
        guard let comparator = try comparator() else { return .present(name) }
        return .comparison(name, comparator.kind, try operand(after: comparator.token))
    }

    /// `0.1 < val_loss <= 0.5`
    private mutating func mirrored() throws -> FilterExpression {
        let left = try operand(after: nil)
        guard let comparator = try comparator() else { return .all([]) }
        guard let token = current, token.kind == .word || token.kind == .quoted, Double(token.text) == nil
        else {
            throw error(
                at: current ?? comparator.token,
                "a number is compared with the name of a field, none stands here")
        }
        position += 1
        let name = FilterName(text: token.text, range: token.range)
        let lower = FilterExpression.comparison(name, comparator.kind.mirrored, left)
        guard let second = try self.comparator() else { return lower }
        return .all([lower, .comparison(name, second.kind, try operand(after: second.token))])
    }

    private mutating func list() throws -> [FilterOperand] {
        guard let open = current, open.kind == .openList || open.kind == .open else {
            throw error(at: current, "'in' needs a list", help: "write in [adam, sgd]")
        }
        position += 1
        var operands: [FilterOperand] = []
        while true {
            operands.append(try operand(after: open))
            guard let next = current else {
                throw error(at: open, "this list is never closed", help: "add a ']'")
            }
            position += 1
            switch next.kind {
            case .comma: continue
            case .closeList, .close: return operands
            case .word, .quoted, .comparator, .open, .openList:
                throw error(at: next, "expected ',' or ']' in the list, found '\(next.text)'")
            }
        }
    }

    private mutating func comparator() throws -> (kind: FilterComparator, token: FilterToken)? {
        guard let token = current, token.kind == .comparator else { return nil }
        guard let kind = FilterComparator(token.text) else {
            throw error(
                at: token, "there is no comparison '\(token.text)'", help: "use one of = != < <= > >= ~")
        }
        position += 1
        return (kind, token)
    }

    private mutating func operand(after token: FilterToken?) throws -> FilterOperand {
        guard let value = current, value.kind == .word || value.kind == .quoted else {
            throw error(
                at: current, "a value is missing\(token.map { " after '\($0.text)'" } ?? "")",
                help: "write a number, a word or a text in quotes")
        }
        position += 1
        guard value.kind == .word else {
            return FilterOperand(
                text: value.text, number: nil, interval: MomentInterval(value.text))
        }
        var number = Double(value.text) ?? DurationWord.seconds(joined: value.text)
        if let plain = number, let unit = current, unit.kind == .word,
            let factor = DurationWord.factor(unit.text)
        {
            number = plain * factor
            position += 1
        }
        return FilterOperand(text: value.text, number: number, interval: MomentInterval(value.text))
    }

    private var nextIsComparator: Bool {
        position + 1 < tokens.count && tokens[position + 1].kind == .comparator
    }

    private var nextIsIn: Bool {
        position + 1 < tokens.count && tokens[position + 1].text.lowercased() == "in"
    }

    private mutating func takes(word: String) -> Bool {
        guard let token = current, token.kind == .word, token.text.lowercased() == word else { return false }
        position += 1
        return true
    }

    private func error(at token: FilterToken?, _ message: String, help: String? = nil) -> FilterError {
        let end = text.count
        return FilterError(
            option: option, text: text, range: token?.range ?? end..<(end + 1), message: message, help: help)
    }
}
