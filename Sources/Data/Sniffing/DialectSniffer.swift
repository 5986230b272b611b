/// Finds delimiter, quote, and whether blanks follow delimiters.
///
///     score = Σ over numbers of fields n (records with n · (n − 1) / n) / different n  ·  share of sound fields
///
/// A field is sound if it is quoted, empty, a number, or a text without any of the signs that could be a delimiter.
///
/// - Source: G. J. J. van den Burg, A. Nazábal, C. Sutton, "Wrangling messy CSV files by detecting row and type
///   patterns", 2019; without its types of texts. What a file's name says is kept unless something else is better by
///   a twentieth.
struct DialectSniffer {
    let sample: SampleText
    /// What is known or the default.
    let options: CSVOptions
    let reading: SniffedReading

    private static let records = 300
    private static let bytes = 48 << 10

    /// How well a dialect fits.
    private struct Fit {
        var score: Double
        /// Fields of most records.
        var fields: Int
        /// The share of records that have as many.
        var consistency: Double
        var numbers: Double
    }

    func best() -> CSVOptions {
        let standard = fit(options)
        var best = (options: options, fit: standard)
        for candidate in candidates where candidate != options {
            let fit = fit(candidate)
            if fit.fields > 1, fit.score > best.fit.score, fit.score > standard.score * 1.05 {
                best = (candidate, fit)
            }
        }
        if best.fit.fields < 2 || best.fit.consistency < 0.8, let blanks = separatedByBlanks {
            return blanks
        }
        return best.options
    }

    private var candidates: [CSVOptions] {
        let head = sample.bytes.prefix(Self.bytes)
        let known: [UInt8] =
            reading.isGiven("delimiter")
            ? [options.delimiter]
            : [options.delimiter] + [0x2c, 0x3b, 0x09, 0x7c].filter { $0 != options.delimiter }
        var quotes: [UInt8?] = [options.quote]
        if !reading.isGiven("quote") {
            if head.contains(0x27) { quotes.append(0x27) }
            if head.contains(0x22) { quotes.append(nil) }
        }
        let hasBlanks = head.contains(0x20)
        return known.filter { $0 == options.delimiter || head.contains($0) }.flatMap { delimiter in
            quotes.filter { $0 != delimiter }.flatMap { quote in
                (hasBlanks ? [false, true] : [false]).map { skips in
                    var candidate = options
                    candidate.delimiter = delimiter
                    candidate.isDelimiterGiven = options.isDelimiterGiven || delimiter != options.delimiter
                    candidate.quote = quote
                    candidate.skipsInitialBlanks = skips
                    return candidate
                }
            }
        }
    }

    /// Runs of blanks are a delimiter where nothing else is one, and enough fields are numbers then.
    private var separatedByBlanks: CSVOptions? {
        guard !reading.isGiven("delimiter") else { return nil }
        var candidate = options
        candidate.delimiter = UInt8(ascii: " ")
        candidate.isSeparatedByBlanks = true
        candidate.isDelimiterGiven = true
        let fit = fit(candidate)
        guard fit.fields > 1, fit.consistency >= 0.7 else { return nil }
        // Lines of text have as many words now and then, not always.
        let fewestNumbers = fit.fields == 2 ? 0.5 : fit.consistency < 0.98 ? 0.3 : 0.1
        return fit.numbers >= fewestNumbers ? candidate : nil
    }

    private func fit(_ options: CSVOptions) -> Fit {
        let records = sample.records(options, most: Self.records, length: Self.bytes)
        var counts: [Int: Int] = [:]
        var sound = 0
        var numbers = 0
        var cells = 0
        for record in records {
            counts[record.isBroken ? 0 : record.cells.count, default: 0] += 1
            cells += record.cells.count
            for cell in record.cells {
                let isNumber = NumberForm.isNumber(cell.text)
                if isNumber { numbers += 1 }
                if isNumber || Self.isSound(cell) { sound += 1 }
            }
        }
        guard cells > 0, let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else {
            return Fit(score: 0, fields: 0, consistency: 0, numbers: 0)
        }
        let pattern = counts.reduce(0.0) { sum, entry in
            sum + Double(entry.value) * max(0.001, Double(entry.key - 1) / Double(max(1, entry.key)))
        }
        return Fit(
            score: pattern / Double(counts.count) * Double(sound) / Double(cells), fields: most.key,
            consistency: Double(most.value) / Double(records.count), numbers: Double(numbers) / Double(cells))
    }

    private static func isSound(_ cell: SampleCell) -> Bool {
        if cell.isQuoted { return true }
        let text = cell.text.utf8
        guard let first = text.first, let last = text.last else { return true }
        let quotes: Set<UInt8> = [0x22, 0x27]
        if first == 0x20 || quotes.contains(first) || quotes.contains(last) { return false }
        return !text.contains { $0 == 0x2c || $0 == 0x3b || $0 == 0x09 || $0 == 0x7c || $0 == 0x22 }
    }
}
