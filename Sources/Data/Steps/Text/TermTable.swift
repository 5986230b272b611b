/// Where terms stand in a list of them, by their bytes.
struct TermTable {
    private let dictionary: TextDictionary
    private let places: [Int32]

    init(_ terms: [String]) {
        let dictionary = TextDictionary()
        var places: [Int32] = []
        for (place, term) in terms.enumerated() {
            var term = term
            // A list read from a file might have a term twice: the first counts.
            let code = term.withUTF8 { dictionary.code(of: $0) }
            if let code, Int(code) == places.count { places.append(Int32(place)) }
        }
        self.dictionary = dictionary
        self.places = places
    }

    func place(of term: UnsafeBufferPointer<UInt8>) -> Int? {
        dictionary.knownCode(of: term).map { Int(places[Int($0)]) }
    }
}

/// Counts the terms of many texts.
struct TermCounter {
    private var tokenizer: TextTokenizer
    private let dictionary = TextDictionary()
    /// By term: rows with it, occurrences, and the text that had it last.
    private var rows: [Int] = []
    private var occurrences: [Int] = []
    private var latest: [Int] = []
    private var textCount = 0

    init(_ analyzer: TextAnalyzer) { tokenizer = TextTokenizer(analyzer) }

    var termCount: Int { dictionary.count }

    mutating func count(_ column: Column) {
        column.forEachText { text, rows in add(text, times: rows.count) }
    }

    private mutating func add(_ text: String, times: Int) {
        textCount += 1
        var codes: [Int] = []
        tokenizer.forEachTerm(of: text) { term in
            if let code = dictionary.code(of: term) { codes.append(Int(code)) }
        }
        let new = dictionary.count - rows.count
        if new > 0 {
            rows += [Int](repeating: 0, count: new)
            occurrences += [Int](repeating: 0, count: new)
            latest += [Int](repeating: 0, count: new)
        }
        for code in codes {
            occurrences[code] += times
            guard latest[code] != textCount else { continue }
            latest[code] = textCount
            rows[code] += times
        }
    }

    struct Term {
        var text: String
        /// Rows with it.
        var rows: Int
    }

    /// The terms in bounds, the most frequent ones where they are too many, in the order of their bytes.
    func terms(least: Double, most: Double, limit: Int) -> (terms: [Term], dropped: Int) {
        let levels = dictionary.levels
        var codes = levels.indices.filter { Double(rows[$0]) >= least && Double(rows[$0]) <= most }
        codes.sort { TermCounter.precedes(levels[$0], levels[$1]) }
        let found = codes.count
        if found > limit {
            // Sorted by frequency without changing the order of equals.
            let ranked = codes.enumerated().sorted {
                let (first, second) = (occurrences[$0.element], occurrences[$1.element])
                return first != second ? first > second : $0.offset < $1.offset
            }
            codes = ranked.prefix(limit).sorted { $0.offset < $1.offset }.map(\.element)
        }
        return (codes.map { Term(text: levels[$0], rows: rows[$0]) }, found - codes.count)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
