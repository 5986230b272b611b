import Spec

extension SniffedReading {
    private static let records = 2000

    /// Looks for the form of a file: encoding, delimiter, quote, lines before the table, header, number signs.
    ///
    /// - Parameter options: what was given, else the defaults
    /// - Errors: `DataFileError` for a file that cannot be opened
    package mutating func findForm(of path: String, _ options: CSVOptions) throws {
        let encoding = isGiven("encoding") ? options.encoding : nil
        guard let sample = try SampleText(path: path, encoding: encoding), !sample.bytes.isEmpty else {
            return
        }
        let dialect = DialectSniffer(sample: sample, options: options, reading: self).best()
        noteDialect(dialect, options)
        var found = dialect
        var records = sample.records(found, most: Self.records)
        noteStart(sample, &found, &records)
        noteTrailingDelimiters(&found, &records)
        noteHeader(&found, records)
        if let form = numberForm(records, found) { note(form) }
        if sample.encoding != options.encoding {
            find("encoding", .string(sample.encoding.rawValue), "encoding \(sample.encoding.rawValue)")
        }
    }

    private mutating func noteDialect(_ found: CSVOptions, _ options: CSVOptions) {
        if found.isSeparatedByBlanks, !options.isSeparatedByBlanks {
            find("delimiter", .string("blanks"), "runs of blanks between fields")
        } else if found.delimiter != options.delimiter {
            let sign = String(decoding: [found.delimiter], as: UTF8.self)
            let isTab = found.delimiter == 0x09
            find("delimiter", .string(isTab ? "tab" : sign), isTab ? "tabs" : "'\(sign)'")
        }
        if found.quote != options.quote {
            let sign = found.quote.map { String(decoding: [$0], as: UTF8.self) } ?? ""
            find("quote", .string(sign), sign.isEmpty ? "no quotes" : "quotes \(sign)")
        }
        if found.skipsInitialBlanks, !options.skipsInitialBlanks {
            find("skip_initial_space", .bool(true), "blanks before values passed over")
        }
    }

    /// Lines before the table have other numbers of fields.
    private mutating func noteStart(
        _ sample: SampleText, _ options: inout CSVOptions, _ records: inout [SampleRecord]
    ) {
        let width = Self.commonWidth(records)
        guard width > 1, let start = records.firstIndex(where: { $0.cells.count == width }), start > 0,
            start <= 50, !isGiven("skip_rows"), !isGiven("comment")
        else { return }
        let before = records[..<start]
        let table = Array(records[start...])
        if before.allSatisfy({ $0.cells.first?.text.hasPrefix("#") == true }) {
            options.comment = UInt8(ascii: "#")
            find("comment", .string("#"), "comments after '#'")
            records = sample.records(options, most: Self.records)
            return
        }
        if let last = before.last, last.cells.count == width - 1, isHeaderOfFewer(last, table) {
            // Rows that end with a delimiter, where the header does not, are read by an option.
            let endsEmpty = Self.endsEmpty(table)
            noteShortHeader(last, endsEmpty: endsEmpty, &options)
            records = endsEmpty ? [last] + table : table
            return
        }
        let lines = records[start].line - 1
        options.skippedLines = lines
        find("skip_rows", .integer(lines), Self.passedOver(lines))
        records = table
    }

    /// Whether the line before the table names all columns but the first, as R writes tables with names of rows, or all
    /// but an empty last one.
    private func isHeaderOfFewer(_ header: SampleRecord, _ table: [SampleRecord]) -> Bool {
        !header.cells.contains { NumberForm.isNumber($0.text) || $0.text.isEmpty }
            && (Self.endsEmpty(table) || !HeaderSniffer.hasHeader(table) || header.cells.count > 2)
    }

    private mutating func noteShortHeader(
        _ header: SampleRecord, endsEmpty: Bool, _ options: inout CSVOptions
    ) {
        if endsEmpty {
            let lines = header.line - 1
            options.skippedLines = lines
            if lines > 0 { find("skip_rows", .integer(lines), Self.passedOver(lines)) }
            return
        }
        guard !isGiven("header"), !isGiven("names") else { return }
        let names = ["row"] + header.cells.map(\.text)
        options.skippedLines = header.line
        options.header = false
        options.names = names
        find("skip_rows", .integer(header.line), "a header without a first name ('row')")
        find("header", .bool(false), nil)
        find("names", .defaults(names.map { SpecContent.string($0) }), nil)
    }

    private mutating func noteTrailingDelimiters(
        _ options: inout CSVOptions, _ records: inout [SampleRecord]
    ) {
        guard records.count > 1, Self.commonWidth(records) > 2, Self.endsEmpty(records) else { return }
        options.allowsTrailingDelimiter = true
        find("trailing_delimiter", .bool(true), "a delimiter at the end of each line")
        for index in records.indices where records[index].cells.last?.text.isEmpty == true {
            records[index].cells.removeLast()
        }
    }

    private mutating func noteHeader(_ options: inout CSVOptions, _ records: [SampleRecord]) {
        guard options.header, !isGiven("header"), !HeaderSniffer.hasHeader(records) else { return }
        options.header = false
        let width = records.first?.cells.count ?? 0
        find("header", .bool(false), "no header (column_1 … column_\(width))")
    }

    private func numberForm(_ records: [SampleRecord], _ options: CSVOptions) -> NumberForm? {
        let forms = NumberForm.all.filter { form in
            if isGiven("decimal"), form.decimal != options.decimal { return false }
            if isGiven("thousands"), form.thousands != options.thousands?.text { return false }
            // Numbers with the delimiter in them stand in quotes; a quote groups no digits.
            return form.thousands?.utf8.first != options.quote || form.thousands == nil
        }
        let form = NumberForm.best(
            records.dropFirst(options.header ? 1 : 0), delimiter: options.delimiter, among: forms)
        guard let form, form.decimal != options.delimiter || form.thousands != nil else { return nil }
        return form
    }

    private mutating func note(_ form: NumberForm) {
        if form.decimal != UInt8(ascii: ".") { find("decimal", .string(","), "decimal ','") }
        if let sign = form.thousands {
            find("thousands", .string(sign), sign == " " ? "blanks between thousands" : "thousands '\(sign)'")
        }
    }

    private static func passedOver(_ lines: Int) -> String {
        "\(lines) line\(lines == 1 ? "" : "s") passed over"
    }

    /// The number of fields of most records.
    private static func commonWidth(_ records: [SampleRecord]) -> Int {
        var counts: [Int: Int] = [:]
        for record in records { counts[record.cells.count, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    /// Whether the last field of every record of the common width is empty.
    private static func endsEmpty(_ records: [SampleRecord]) -> Bool {
        let width = commonWidth(records)
        let full = records.filter { $0.cells.count == width }
        return full.count > 1 && width > 1
            && full.allSatisfy { $0.cells.last.map { $0.text.isEmpty && !$0.isQuoted } ?? false }
    }
}
