/// What the texts of a column are, beyond texts, and which step makes numbers of them.
package enum TextForm: Sendable, Equatable {
    /// Dates of one known form; nil for year first.
    case dates(format: String?)
    /// Dates that may be day first or month first.
    case doubtfulDates(formats: [String])
    /// Numbers, once these signs are taken off.
    case numbers(signs: String)
    /// Words.
    case words

    package init(_ texts: [String]) {
        switch DateForm.recognized(in: texts) {
        case .yearFirst: self = .dates(format: nil)
        case .format(let format): self = .dates(format: format.text)
        case .ambiguous(let formats): self = .doubtfulDates(formats: formats.map(\.text))
        case .unknown: self = NumberSpelling.signs(of: texts).map { .numbers(signs: $0) } ?? .words
        }
    }

    /// What to do about such a column: an end of a sentence about it.
    package func advice(_ name: String) -> String {
        switch self {
        case .dates(let format):
            "holds dates (\(format.map { "\"\($0)\"" } ?? "year first")): 'date_parts' makes numbers of them"
        case .doubtfulDates(let formats):
            "holds dates whose day or month may be first: 'date_parts' makes numbers of them with format: "
                + formats.map { "\"\($0)\"" }.joined(separator: " or ")
        case .numbers(let signs):
            "holds numbers with signs: cast: {\(name): {type: number, strip: \"\(signs)\"}} makes numbers of them"
        case .words: "is free text: 'tf_idf' or 'hashing' makes columns of its words"
        }
    }
}

extension TextForm {
    /// What to do about a target of numbers with signs; nil for other texts.
    package static func castHelp(_ name: String, _ texts: [String]) -> String? {
        guard case .numbers = TextForm(texts) else { return nil }
        return "the column \(TextForm(texts).advice(name)), as the first of a specification's steps"
    }
}

extension NumberSpelling {
    /// The signs that make numbers of all texts when they are taken off; nil where there are none such.
    static func signs(of texts: [String]) -> String? {
        // Signs that begin to mean something elsewhere in a number, and letters, are no such signs.
        let others = "0123456789.+-()"
        guard let first = texts.first, first.contains(where: \.isNumber) else { return nil }
        var signs: Set<Character> = []
        for text in texts {
            for character in text where !others.contains(character) && !character.isWhitespace {
                guard !character.isLetter else { return nil }
                signs.insert(character)
            }
        }
        guard !signs.isEmpty else { return nil }
        let spelling = NumberSpelling(strip: String(signs.sorted()))
        return texts.allSatisfy { spelling.value($0) != nil } ? spelling.strip : nil
    }
}
