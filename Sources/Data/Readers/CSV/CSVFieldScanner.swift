/// How a field ended.
enum FieldEnd {
    case delimiter, record
    /// The data ends within the field: more bytes are needed.
    case incomplete
    /// A closing quote is followed by something else than a delimiter or the end of the record.
    case textAfterQuote
}

/// One field of a record, unquoted.
struct ScannedField {
    /// Valid until the next field is scanned or the bytes move.
    var content: UnsafeBufferPointer<UInt8>
    /// First byte after the field's delimiter or line end.
    var next: UnsafePointer<UInt8>
    var end: FieldEnd
    /// Line breaks inside the quotes.
    var lineBreaks = 0
    var isQuoted = false
}

/// Finds the ends of fields as RFC 4180 has them; a lone carriage return ends a record as well.
///
/// Expects a zero byte after `end`, so that the search needs no comparison with the end at every byte.
struct CSVFieldScanner {
    private let delimiter: UInt8
    private let quote: UInt8?
    /// Whether runs of blanks and tabs separate fields.
    private let isSeparatedByBlanks: Bool
    private let skipsInitialBlanks: Bool
    private var stops = [Bool](repeating: false, count: 256)
    private var scratch: [UInt8] = []

    init(_ options: CSVOptions) {
        delimiter = options.delimiter
        quote = options.quote
        isSeparatedByBlanks = options.isSeparatedByBlanks
        skipsInitialBlanks = options.skipsInitialBlanks || options.isSeparatedByBlanks
        if isSeparatedByBlanks { stops[0x09] = true }
        for byte in [0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), options.delimiter] { stops[Int(byte)] = true }
    }

    mutating func scan(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> ScannedField {
        var start = start
        if skipsInitialBlanks { skipBlanks(&start) }
        if let quote, start < end, start.pointee == quote { return scanQuoted(start, end, quote) }
        var position = start
        stops.withUnsafeBufferPointer { stops in
            while true {
                while !stops[Int(position.pointee)] { position += 1 }
                // A zero byte within the data is an ordinary character.
                if position >= end || position.pointee != 0 { break }
                position += 1
            }
        }
        let content = UnsafeBufferPointer(start: start, count: position - start)
        return ended(content, at: position, end)
    }

    /// Passes over blanks; a tab is one unless it is the delimiter.
    ///
    /// The zero byte behind the data ends them.
    @inline(__always)
    func skipBlanks(_ position: inout UnsafePointer<UInt8>) {
        while position.pointee == 0x20 || (position.pointee == 0x09 && delimiter != 0x09) { position += 1 }
    }

    private mutating func scanQuoted(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ quote: UInt8
    ) -> ScannedField {
        var position = start + 1
        var lineBreaks = 0
        var escapes = false
        while position < end {
            let byte = position.pointee
            if byte == quote {
                guard position + 1 < end, position[1] == quote else { break }
                escapes = true
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                lineBreaks += 1
            }
            position += 1
        }
        var content = UnsafeBufferPointer(start: start + 1, count: position - start - 1)
        guard position < end else {
            return ScannedField(content: content, next: position, end: .incomplete, lineBreaks: lineBreaks)
        }
        if escapes { content = unescaped(content, quote) }
        var field = ended(content, at: position + 1, end)
        field.lineBreaks = lineBreaks
        field.isQuoted = true
        return field
    }

    /// The field whose content ends before `position`, where its delimiter stands.
    private func ended(
        _ content: UnsafeBufferPointer<UInt8>, at position: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> ScannedField {
        guard position < end else { return ScannedField(content: content, next: position, end: .incomplete) }
        var position = position
        if isSeparatedByBlanks, position.pointee == 0x20 || position.pointee == 0x09 {
            skipBlanks(&position)
            // Blanks at the end of a line separate nothing; whether the line ends is to be seen yet.
            guard position < end else {
                return ScannedField(content: content, next: position, end: .incomplete)
            }
            if position.pointee != UInt8(ascii: "\n"), position.pointee != UInt8(ascii: "\r") {
                return ScannedField(content: content, next: position, end: .delimiter)
            }
        }
        switch position.pointee {
        case delimiter: return ScannedField(content: content, next: position + 1, end: .delimiter)
        case UInt8(ascii: "\n"): return ScannedField(content: content, next: position + 1, end: .record)
        case UInt8(ascii: "\r"):
            // Whether a line feed follows is only known once the next byte is there.
            guard position + 1 < end else {
                return ScannedField(content: content, next: position, end: .incomplete)
            }
            let length = position[1] == UInt8(ascii: "\n") ? 2 : 1
            return ScannedField(content: content, next: position + length, end: .record)
        default: return ScannedField(content: content, next: position, end: .textAfterQuote)
        }
    }

    /// Doubled quotes become single ones.
    private mutating func unescaped(
        _ content: UnsafeBufferPointer<UInt8>, _ quote: UInt8
    ) -> UnsafeBufferPointer<UInt8> {
        scratch.removeAll(keepingCapacity: true)
        var index = 0
        while index < content.count {
            scratch.append(content[index])
            index += content[index] == quote ? 2 : 1
        }
        // The array is not touched again before the next field, so its storage stays where it is.
        return scratch.withUnsafeBufferPointer { $0 }
    }
}
