import Spec

/// The fields that all steps have which take texts apart.
extension FieldReader {
    mutating func textAnalyzer(values: Bool) -> TextAnalyzer {
        let kind: TextAnalyzer.Kind
        if values {
            kind = choice(
                "analyzer", default: .word,
                "Terms are words, char (characters), char_wb (characters within words), or the value as a whole."
            )
        } else {
            let term: TermKind = choice(
                "analyzer", default: .word,
                "Terms are words, char (characters) or char_wb (characters within words).")
            kind = TextAnalyzer.Kind(rawValue: term.rawValue) ?? .word
        }
        let lengths = ints(
            "ngrams", aliases: ["ngram_range"], count: 2, default: [1, 1], in: .closed(1, 20),
            "Fewest and most words, or characters, of a term.")
        let lowercase = bool("lowercase", default: true, "Whether capital letters count as small ones.")
        let stopWords = optionalStrings("stop_words", "Words that are no terms.")
        let (least, most) = (lengths.first ?? 1, lengths.last ?? 1)
        if least > most {
            report(
                Diagnostic(
                    "out-of-range", "the fewest of a term, \(least), are more than the most, \(most)",
                    at: origin(of: "ngrams"), help: "write ngrams: [\(most), \(least)]"))
        }
        return TextAnalyzer(
            kind: kind, lowercase: lowercase, least: least, most: max(least, most), stopWords: stopWords)
    }
}

/// The kinds of terms that a vocabulary is made of.
private enum TermKind: String, Sendable, CaseIterable {
    case word, char
    case charWithinWords = "char_wb"
}

/// How a row of terms is scaled.
enum TermNorm: String, Codable, Sendable, CaseIterable {
    case l1, l2, none

    /// What the values of a row are divided by; 1 for a row of zeros.
    func divisor(_ values: some Sequence<Double>) -> Double {
        let sum: Double =
            switch self {
            case .none: 1
            case .l1: values.reduce(0) { $0 + abs($1) }
            case .l2: values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            }
        return sum > 0 ? sum : 1
    }
}

/// In how many rows a term occurs: a number of them, or a share of all.
struct RowBound: SpecDecodable, Sendable {
    private let number: Double
    private let isShare: Bool

    static var fieldType: FieldType { .anyOf([.integer(.positive), .number(.closed(0, 1))]) }

    init(share: Double) {
        number = share
        isShare = true
    }

    init(count: Int) {
        number = Double(count)
        isShare = false
    }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .integer(let value) where (1...1_000_000_000).contains(value):
            number = Double(value)
            isShare = false
        case .number(let value) where (0...1).contains(value):
            number = value
            isShare = true
        default:
            diagnostics.report(
                .wrongType(
                    expected: "a number of rows, or a share of them from 0.0 to 1.0", found: node,
                    help: "write 5 for five rows, 0.05 for a twentieth of them"))
            return nil
        }
    }

    var resolvedNode: SpecContent { isShare ? .number(number) : .integer(Int(number)) }

    func rows(of count: Int) -> Double { isShare ? number * Double(count) : number }
}

/// How many numbers the columns of terms may hold together: 1 GiB of them.
enum TermColumns {
    static let mostValues = 1 << 27

    /// Columns of zeros.
    ///
    /// - Errors: `StepFailure` where there would be too many numbers
    static func zeros(_ count: Int, rows: Int, for stepName: String, field: String) throws -> [NumberStorage]
    {
        guard count * rows <= mostValues else {
            throw StepFailure(
                "'\(stepName)' would make \(count) columns of \(rows) rows, more than \(mostValues) numbers",
                help: "at most \(field): \(max(1, mostValues / max(1, rows))) fits")
        }
        return (0..<count).map { _ in
            let storage = NumberStorage(uninitialized: rows)
            storage.pointer.update(repeating: 0, count: rows)
            return storage
        }
    }
}

extension Column {
    /// Every text of the column once or more, with the rows that have it; rows without a text are left out.
    func forEachText(_ body: (_ text: String, _ rows: [Int32]) throws -> Void) rethrows {
        if case .text(let texts) = self {
            for row in 0..<texts.count {
                if let text = texts[row] { try body(text, [Int32(row)]) }
            }
            return
        }
        guard let categories = asCategories else { return }
        var rows = [[Int32]](repeating: [], count: categories.levels.count)
        for (row, code) in categories.codes.enumerated() where code >= 0 {
            rows[Int(code)].append(Int32(row))
        }
        for (level, rows) in zip(categories.levels, rows) where !rows.isEmpty { try body(level, rows) }
    }
}
