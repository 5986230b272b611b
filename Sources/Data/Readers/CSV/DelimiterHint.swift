/// Another delimiter than the given one that divides the first two records of a text into equally many fields, more
/// than one.
struct DelimiterHint {
    /// As a specification writes it.
    let delimiter: String
    /// Fields of a record with it.
    let fields: Int
    /// What messages call the given delimiter, and this one.
    let given: String
    let likely: String

    private static let candidates: [UInt8] = [UInt8(ascii: ";"), 0x09, UInt8(ascii: ","), UInt8(ascii: "|")]

    /// Nil where no other delimiter is likely.
    init?(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ options: CSVOptions) {
        for candidate in Self.candidates where candidate != options.delimiter && candidate != options.quote {
            guard let first = Self.record(start, end, options, candidate), first.fields > 1,
                let second = Self.record(first.next, end, options, candidate), second.fields == first.fields
            else { continue }
            delimiter = candidate == 0x09 ? "tab" : String(decoding: [candidate], as: UTF8.self)
            fields = first.fields
            given = Self.name(options.delimiter)
            likely = Self.name(candidate)
            return
        }
        var blanks = options
        blanks.isSeparatedByBlanks = true
        // Two sentences may have as many words: only numbers show a table.
        guard let first = Self.record(start, end, blanks, 0x20), first.fields > 1,
            let second = Self.record(first.next, end, blanks, 0x20), second.fields == first.fields,
            second.numbers * 2 >= second.fields
        else { return nil }
        delimiter = "blanks"
        fields = first.fields
        given = Self.name(options.delimiter)
        likely = "runs of blanks"
    }

    var help: String { "name the delimiter: csv: {path: …, delimiter: '\(delimiter)'}" }

    private static func name(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tab" : "'\(String(decoding: [delimiter], as: UTF8.self))'"
    }

    /// The number of fields of a record, and of numbers among them, and where the next one starts; nil for one that is
    /// not complete.
    private static func record(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ options: CSVOptions, _ delimiter: UInt8
    ) -> (fields: Int, numbers: Int, next: UnsafePointer<UInt8>)? {
        var options = options
        options.delimiter = delimiter
        var scanner = CSVFieldScanner(options)
        var position = start
        while position < end, position.pointee == 0x0a || position.pointee == 0x0d { position += 1 }
        if options.isSeparatedByBlanks { scanner.skipBlanks(&position) }
        let decimals = options.decimals
        var (fields, numbers) = (0, 0)
        while position < end {
            let field = scanner.scan(position, end)
            fields += 1
            if decimals.parse(field.content) != nil { numbers += 1 }
            position = field.next
            switch field.end {
            case .delimiter: continue
            case .record: return (fields, numbers, position)
            case .incomplete, .textAfterQuote: return nil
            }
        }
        return nil
    }
}
