/// Another delimiter than the given one that divides the first two records of a text into equally many fields, more
/// than one.
struct DelimiterHint {
    let delimiter: UInt8
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
            delimiter = candidate
            fields = first.fields
            given = Self.name(options.delimiter)
            likely = Self.name(candidate)
            return
        }
        return nil
    }

    var help: String {
        let text = delimiter == 0x09 ? "tab" : String(decoding: [delimiter], as: UTF8.self)
        return "name the delimiter: csv: {path: …, delimiter: '\(text)'}"
    }

    private static func name(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tab" : "'\(String(decoding: [delimiter], as: UTF8.self))'"
    }

    /// The number of fields of a record and where the next one starts; nil for one that is not complete.
    private static func record(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ options: CSVOptions, _ delimiter: UInt8
    ) -> (fields: Int, next: UnsafePointer<UInt8>)? {
        var options = options
        options.delimiter = delimiter
        var scanner = CSVFieldScanner(options)
        var position = start
        while position < end, position.pointee == 0x0a || position.pointee == 0x0d { position += 1 }
        var fields = 0
        while position < end {
            let field = scanner.scan(position, end)
            fields += 1
            position = field.next
            switch field.end {
            case .delimiter: continue
            case .record: return (fields, position)
            case .incomplete, .textAfterQuote: return nil
            }
        }
        return nil
    }
}
