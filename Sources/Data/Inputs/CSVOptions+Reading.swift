import Spec

extension CSVOptions {
    /// Declares and reads the fields about the text itself.
    init(reading fields: inout FieldReader, path: String) {
        self.init()
        let delimiter = fields.optionalString(
            "delimiter",
            "Character between fields, or blanks for runs of blanks and tabs; default tab for .tsv and .tab, else comma."
        )
        header = fields.bool("header", default: true, "Whether the first line holds the column names.")
        names = fields.optionalStrings("names", "Names of the columns, instead of the header's.")
        let quote = fields.string("quote", default: "\"", "Character around values; empty: none.")
        let decimal = fields.string("decimal", default: ".", "The decimal sign.")
        let thousands = fields.optionalString(
            "thousands", "Sign between groups of digits, such as ',' in 1,234; default none.")
        let markers = fields.value(
            "missing", of: MissingValues.self, default: MissingValues(),
            "Values that mean missing, beside those of pandas.")
        missing = (markers.replacesDefaults ? [] : CSVOptions.defaultMissing) + markers.everywhere
        columnMissing = markers.columns
        let comment = fields.optionalString("comment", "Sign that lines to pass over begin with, such as #.")
        skippedLines = fields.int(
            "skip_rows", default: 0, in: .closed(0, 1_000_000),
            "Lines at the start of the file to pass over, whatever is in them.")
        skipsInitialBlanks = fields.bool(
            "skip_initial_space", default: false,
            "Whether blanks before a value are passed over, as in 1, \"a, b\".")
        allowsTrailingDelimiter = fields.bool(
            "trailing_delimiter", default: false, "Whether lines may end with one delimiter more.")
        encoding = fields.choice("encoding", default: TextEncoding.utf8, "How characters are written.")
        rowLimit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        let types =
            fields.optionalEntries(
                "types", of: DeclaredType.self, "Types of columns by name: number, category, text or boolean."
            ) ?? []
        self.types = Dictionary(types.map { ($0.key, $0.value.type) }, uniquingKeysWith: { _, last in last })
        readSigns(delimiter, quote, decimal, thousands, comment, path, &fields)
    }

    /// The fields that decide what a text holds, in canonical form.
    ///
    /// - Parameter others: fields of the source that are not about the text
    func identity(of fields: FieldReader, leavingOut others: [String]) -> SpecContent {
        // The default delimiter depends on the file's name, which is not part of the content.
        let delimiter = SpecContent.string(
            isSeparatedByBlanks ? "blanks" : String(decoding: [delimiter], as: UTF8.self))
        let rest = fields.resolved.content.without(others + ["delimiter"])
        return .defaults([("delimiter", delimiter), ("others", rest)])
    }

    private mutating func readSigns(
        _ delimiter: String?, _ quote: String, _ decimal: String, _ thousands: String?, _ comment: String?,
        _ path: String, _ fields: inout FieldReader
    ) {
        let standard = CSVOptions.likelyDelimiter(ofFile: path)
        isDelimiterGiven = delimiter != nil
        isSeparatedByBlanks = delimiter.map(CSVOptions.meansBlanks) ?? false
        self.delimiter = standard
        if isSeparatedByBlanks {
            self.delimiter = UInt8(ascii: " ")
        } else if let delimiter {
            self.delimiter = CSVOptions.sign(delimiter, "delimiter", &fields) ?? standard
        }
        self.quote = quote.isEmpty ? nil : CSVOptions.sign(quote, "quote", &fields)
        self.decimal = CSVOptions.sign(decimal, "decimal", &fields) ?? UInt8(ascii: ".")
        self.comment = comment.flatMap { CSVOptions.sign($0, "comment", &fields) }
        self.thousands = thousands.flatMap(ThousandsSign.init)
        if let thousands, self.thousands == nil {
            fields.report(
                Diagnostic(
                    "bad-sign", "'\(thousands)' cannot be the sign between groups of digits",
                    at: fields.origin(of: "thousands"),
                    help: "give one of: " + ThousandsSign.choices.joined(separator: "  ")))
        }
        checkSigns(decimal, &fields)
    }

    private func checkSigns(_ decimal: String, _ fields: inout FieldReader) {
        let signs = [delimiter, self.decimal] + (quote.map { [$0] } ?? [])
        if Set(signs).count < signs.count {
            fields.report(
                Diagnostic(
                    "bad-sign", "delimiter, quote and decimal sign must differ",
                    at: fields.origin(of: decimal == "." ? "delimiter" : "decimal")))
        }
        guard let thousands else { return }
        if thousands.byte == self.decimal || thousands.byte == quote {
            fields.report(
                Diagnostic(
                    "bad-sign", "'thousands' must differ from the decimal sign and the quote",
                    at: fields.origin(of: "thousands"),
                    help: "for 1.234,56 write decimal: ',', thousands: '.'"))
        }
    }

    /// The words for runs of blanks and tabs; a blank itself is a delimiter like any other.
    private static func meansBlanks(_ text: String) -> Bool {
        ["blanks", "whitespace", "spaces", "\\s+"].contains(text.lowercased())
    }

    private static func sign(_ text: String, _ field: String, _ fields: inout FieldReader) -> UInt8? {
        let bytes = Array((text == "tab" || text == "\\t" ? "\t" : text).utf8)
        let forbidden: Set<UInt8> = [0, 0x0a, 0x0d, UInt8(ascii: "-"), UInt8(ascii: "+")]
        let letters = UInt8(ascii: "0")...UInt8(ascii: "9")
        if bytes.count == 1, bytes[0] < 128, !forbidden.contains(bytes[0]), !letters.contains(bytes[0]) {
            return bytes[0]
        }
        fields.report(
            Diagnostic(
                "bad-sign", "'\(text)' cannot be the \(field)", at: fields.origin(of: field),
                help: field == "delimiter"
                    ? "give one ASCII character that is no digit, sign or line end, or blanks for runs of blanks"
                    : "give one ASCII character that is no digit, sign or line end"))
        return nil
    }
}
