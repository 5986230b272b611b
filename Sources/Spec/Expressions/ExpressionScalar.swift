/// A value in an expression: what the functions of texts take and give.
package enum ExpressionScalar: Sendable, Equatable {
    case number(Double)
    case text(String)
    case boolean(Bool)

    /// As text: numbers by their shortest.
    package var asText: String {
        switch self {
        case .number(let value): numberText(value)
        case .text(let text): text
        case .boolean(let truth): truth ? "true" : "false"
        }
    }

    fileprivate var whole: Int? {
        guard case .number(let value) = self, value == value.rounded(), Swift.abs(value) < 1e9 else {
            return nil
        }
        return Int(value)
    }

    /// Texts as decimal numbers; nil for those that are none.
    fileprivate var asNumber: Double? {
        switch self {
        case .number(let value): return value
        case .boolean(let truth): return truth ? 1 : 0
        case .text(let text):
            let digits = text.withoutBlanks
            guard digits.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(digits),
                value.isFinite
            else { return nil }
            return value
        }
    }
}

extension ExpressionFunction {
    /// What a function of texts makes of values of the right types, none of them missing; nil where the result is
    /// missing.
    package func ofTexts(_ values: [ExpressionScalar]) -> ExpressionScalar? {
        guard let first = values.first else { return nil }
        let text = first.asText
        func other(_ place: Int) -> String { values.indices.contains(place) ? values[place].asText : "" }
        switch self {
        case .concat: return .text(values.map(\.asText).joined())
        case .contains: return .boolean(text.containsScalars(other(1)))
        case .endsWith:
            return .boolean(text.unicodeScalars.reversed().starts(with: other(1).unicodeScalars.reversed()))
        case .length: return .number(Double(text.count))
        case .lower: return .text(text.lowercased())
        case .number: return first.asNumber.map { .number($0) }
        case .replace: return .text(text.replacingScalars(other(1), with: other(2)))
        case .splitPart: return text.part(values.last?.whole ?? 0, separator: other(1)).map { .text($0) }
        case .startsWith: return .boolean(text.unicodeScalars.starts(with: other(1).unicodeScalars))
        case .substring:
            let numbers = values.dropFirst().map { $0.whole ?? .min }
            guard let start = numbers.first, start > .min else { return nil }
            let count = numbers.count > 1 ? numbers[1] : Int(1e9)
            guard count >= 0 else { return nil }
            // As in SQL: what stands before the first character counts, and is empty.
            let end = start + count
            return .text(String(text.prefix(Swift.max(0, end - 1)).dropFirst(Swift.max(0, start - 1))))
        case .text: return .text(text)
        case .trim: return .text(text.withoutBlanks)
        case .upper: return .text(text.uppercased())
        default: return nil
        }
    }
}

/// Parts of texts are compared scalar by scalar, as files have them.
extension String {
    fileprivate var withoutBlanks: String {
        var rest = unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    fileprivate func containsScalars(_ part: String) -> Bool {
        part.isEmpty || utf8Ranges(of: Array(part.utf8), limit: 1).first != nil
    }

    fileprivate func replacingScalars(_ old: String, with new: String) -> String {
        let bytes = Array(utf8)
        var result: [UInt8] = []
        var end = 0
        for start in utf8Ranges(of: Array(old.utf8), limit: .max) {
            result += bytes[end..<start]
            result += new.utf8
            end = start + old.utf8.count
        }
        return String(decoding: result + bytes[end...], as: UTF8.self)
    }

    /// The n-th of the parts between separators; from the end where n is negative.
    fileprivate func part(_ number: Int, separator: String) -> String? {
        guard number != 0 else { return nil }
        let bytes = Array(utf8)
        let separator = Array(separator.utf8)
        var parts: [ArraySlice<UInt8>] = []
        var end = 0
        for start in utf8Ranges(of: separator, limit: .max) {
            parts.append(bytes[end..<start])
            end = start + separator.count
        }
        parts.append(bytes[end...])
        let place = number > 0 ? number - 1 : parts.count + number
        return parts.indices.contains(place) ? String(decoding: parts[place], as: UTF8.self) : nil
    }

    /// Where a part begins, one occurrence after another; none of an empty part.
    private func utf8Ranges(of part: [UInt8], limit: Int) -> [Int] {
        let bytes = Array(utf8)
        guard let first = part.first, bytes.count >= part.count else { return [] }
        var starts: [Int] = []
        var place = 0
        while place <= bytes.count - part.count, starts.count < limit {
            if bytes[place] == first, bytes[place..<place + part.count].elementsEqual(part) {
                starts.append(place)
                place += part.count
            } else {
                place += 1
            }
        }
        return starts
    }
}
