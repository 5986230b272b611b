/// Records with other fields than the columns.
extension CSVRecordParser {
    /// Where the next record starts, if all that follows the last column is a delimiter, and that is allowed.
    func emptyRest(_ field: ScannedField, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        guard options.allowsTrailingDelimiter, field.end == .delimiter else { return nil }
        let rest = scanner.scan(field.next, end)
        return rest.end == .record && rest.content.isEmpty ? rest.next : nil
    }

    /// A record with too few or too many fields: reported and not kept.
    func ragged(
        _ field: ScannedField, _ column: Int, _ end: UnsafePointer<UInt8>, _ lineBreaks: Int
    ) -> UnsafePointer<UInt8>? {
        var fields = column + 1
        var field = field
        var lineBreaks = lineBreaks
        while field.end == .delimiter {
            field = scanner.scan(field.next, end)
            if field.end == .incomplete { return nil }
            if field.end == .textAfterQuote { return badQuote(field, sinks.count - 1, end) }
            lineBreaks += field.lineBreaks
            fields += 1
        }
        // What follows the blanks at the end of a line is no field.
        if options.isSeparatedByBlanks, field.content.isEmpty, fields > 1 { fields -= 1 }
        let expected = sinks.count
        let plural = fields == 1 ? "field" : "fields"
        pending.append(
            DataFileProblem(
                line: line,
                "\(fields) \(plural) where there \(expected == 1 ? "is 1 column" : "are \(expected) columns")"
            ))
        finishRecord(lines: 1 + lineBreaks, kept: false)
        return field.next
    }

    /// Text after a closing quote: reported; the record is given up at the end of its line.
    func badQuote(
        _ field: ScannedField, _ column: Int, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        var position = field.next
        while position < end, position.pointee != UInt8(ascii: "\n") { position += 1 }
        guard position < end else { return nil }
        pending.append(
            problem(column, "text follows a closing quote; a quote inside a quoted value is written twice"))
        finishRecord(lines: 1 + field.lineBreaks, kept: false)
        return position + 1
    }
}
