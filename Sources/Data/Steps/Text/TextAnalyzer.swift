import Spec

/// How a text is taken apart into terms.
struct TextAnalyzer: Codable, Sendable, Equatable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        case word, char
        case charWithinWords = "char_wb"
        /// The whole text is one term.
        case value
    }

    var kind: Kind
    /// Whether capital letters count as small ones.
    var lowercase: Bool
    /// Fewest and most words, or characters, of a term.
    var least: Int
    var most: Int
    /// Words that are no terms.
    var stopWords: [String]?
}

/// Takes texts apart, one after another; its memory is used again.
///
/// Used on one thread.
struct TextTokenizer {
    private let analyzer: TextAnalyzer
    private let stopWords: Set<String>
    /// The text's words with a blank between them, or its characters.
    private var joined: [UInt8] = []
    /// Where words, or characters, begin and end in it.
    private var units: [Range<Int>] = []

    init(_ analyzer: TextAnalyzer) {
        self.analyzer = analyzer
        stopWords = Set(analyzer.stopWords ?? [])
    }

    /// Gives every term, as often as it occurs, as UTF-8.
    mutating func forEachTerm(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let text = analyzer.lowercase ? text.lowercased() : text
        switch analyzer.kind {
        case .value:
            joined = Array(text.utf8)
            joined.withUnsafeBufferPointer { body($0) }
        case .word:
            findWords(text)
            emit(separatorWidth: 1, body)
        case .char:
            spellOut(text)
            emit(separatorWidth: 0, body)
        case .charWithinWords:
            for word in TextTokenizer.words(text) { emitPadded(word, body) }
        }
    }

    /// Runs of neighboring units, shorter ones first.
    private func emit(separatorWidth: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        joined.withUnsafeBufferPointer { bytes in
            for length in analyzer.least...max(analyzer.least, analyzer.most) where length <= units.count {
                for first in 0...(units.count - length) {
                    let range = units[first].lowerBound..<units[first + length - 1].upperBound
                    body(UnsafeBufferPointer(rebasing: bytes[range]))
                }
            }
        }
    }

    /// Words of at least two letters, digits or underscores.
    private mutating func findWords(_ text: String) {
        joined.removeAll(keepingCapacity: true)
        units.removeAll(keepingCapacity: true)
        var start = 0
        var length = 0
        func isStopWord(_ bytes: ArraySlice<UInt8>) -> Bool {
            !stopWords.isEmpty && stopWords.contains(String(decoding: bytes, as: UTF8.self))
        }
        func end() {
            if length >= 2, !isStopWord(joined[start...]) {
                units.append(start..<joined.count)
                joined.append(UInt8(ascii: " "))
            } else {
                joined.removeSubrange(start...)
            }
            start = joined.count
            length = 0
        }
        for scalar in text.unicodeScalars {
            if TextTokenizer.isOfWord(scalar) {
                joined.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                length += 1
            } else if length > 0 {
                end()
            }
        }
        if length > 0 { end() }
    }

    /// Characters one by one; several blanks in a row are one.
    private mutating func spellOut(_ text: String) {
        joined.removeAll(keepingCapacity: true)
        units.removeAll(keepingCapacity: true)
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            var written = scalar
            if scalar.properties.isWhitespace, let next = scalars.first, next.properties.isWhitespace {
                while let next = scalars.first, next.properties.isWhitespace { scalars.removeFirst() }
                written = " "
            }
            append(written)
        }
    }

    /// A word between blanks; one shorter than a term is a term of its own, once.
    private mutating func emitPadded(
        _ word: Substring.UnicodeScalarView, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        joined.removeAll(keepingCapacity: true)
        units.removeAll(keepingCapacity: true)
        append(" ")
        for scalar in word { append(scalar) }
        append(" ")
        joined.withUnsafeBufferPointer { bytes in
            for length in analyzer.least...max(analyzer.least, analyzer.most) {
                guard length < units.count else {
                    body(bytes)
                    break
                }
                for first in 0...(units.count - length) {
                    let range = units[first].lowerBound..<units[first + length - 1].upperBound
                    body(UnsafeBufferPointer(rebasing: bytes[range]))
                }
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        let start = joined.count
        joined.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        units.append(start..<joined.count)
    }

    private static func words(_ text: String) -> [Substring.UnicodeScalarView] {
        text.unicodeScalars.split { $0.properties.isWhitespace }.map { $0 }
    }

    /// A letter, a digit or an underscore of any alphabet.
    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                || byte == 95
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}
