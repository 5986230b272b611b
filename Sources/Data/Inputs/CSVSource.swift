import Spec

package struct CSVSource: FileBacked {
    package static let name = "csv"
    package static let aliases = ["tsv"]
    package static let about = """
        Reads a CSV or TSV file, plain or gzipped.

        A file that is not there is looked up by its name in the folder named by ASSAY_DATA, then in the
        download cache, then downloaded from `url`. The checksum is that of the file as stored or, if it is
        gzipped, of what it holds; either is accepted. A pattern in the file's name (`data/day-*.csv`)
        stands for all files that match, one after another in the order of their names; columns are matched
        by name, and types are those of all rows of all files.

        The format is RFC 4180 in UTF-8: quotes, line breaks in quotes, any line ends, with or without byte
        order mark. Repeated names in the header become name, name.1, name.2 …; blanks around names are
        removed. Lines that begin with `comment`, outside quotes, are skipped.

        A column holds numbers if every present value is a number, truth values if each is true or false;
        other columns hold categories, or text if most values differ. Whole numbers that a double cannot
        hold, beyond 2^53, make a column of whole numbers text or categories, with a warning; `types: {id:
        number}` rounds them. Values that mean "missing" are those of pandas. One that is a number, such as
        -999, means that number in a column of numbers, however it is written there.

        `predict` and `evaluate` read new rows with the same options.

        - Limits: 100,000 columns; 64 MiB for a record; files, not pipes or devices
        - Errors: no such file, another checksum, a failed download; a file whose lines have one field, and
          several with another delimiter, unless `delimiter` is given; records with too few or too many
          fields, values that do not fit a declared type, text that is not UTF-8, a quote that is never
          closed, no rows, a damaged gzip file; each with its line
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{csv: {path: data/a.csv.gz, types: {zip: category}}}"

    package let place: Origin
    package let parameters: SpecContent
    package let options: CSVOptions
    let locator: FileLocator

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        options = CSVOptions(reading: &fields, path: locator.path?.text ?? locator.url ?? "")
        // The default delimiter depends on the file's name, which is not part of the content.
        let delimiter = SpecContent.string(String(decoding: [options.delimiter], as: UTF8.self))
        let others = fields.resolved.content.without(["path", "url", "sha256", "delimiter"])
        parameters = .defaults([("delimiter", delimiter), ("others", others)])
    }

    package var declaredTypes: [String: ColumnType] { options.types }
    package var limit: Int? { options.rowLimit }

    package func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table {
        var options = options
        options.types.merge(types) { declared, _ in declared }
        options.rowLimit = limit
        return try CSVReader(path: path, options: options).read()
    }

    /// New rows are read part by part, by whoever predicts.
    package func reading(newFile path: String) throws -> Table? { nil }
}

extension CSVOptions {
    /// Declares and reads the fields about the text itself.
    init(reading fields: inout FieldReader, path: String) {
        self.init()
        let delimiter = fields.optionalString(
            "delimiter", "Character between fields; default tab for .tsv and .tab, else comma.")
        header = fields.bool("header", default: true, "Whether the first line holds the column names.")
        names = fields.optionalStrings("names", "Names of the columns, instead of the header's.")
        let quote = fields.string("quote", default: "\"", "Character around values; empty: none.")
        let decimal = fields.string("decimal", default: ".", "The decimal sign.")
        missing = fields.strings(
            "missing", default: CSVOptions.defaultMissing,
            "Values that mean missing.")
        let comment = fields.optionalString("comment", "Sign that lines to pass over begin with, such as #.")
        let encoding = fields.choice("encoding", default: Encoding.utf8, "How characters are written.")
        isLatin1 = encoding == .latin1
        rowLimit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        let types =
            fields.optionalEntries(
                "types", of: DeclaredType.self, "Types of columns by name: number, category, text or boolean."
            ) ?? []
        self.types = Dictionary(types.map { ($0.key, $0.value.type) }, uniquingKeysWith: { _, last in last })
        let standard = CSVOptions.likelyDelimiter(ofFile: path)
        isDelimiterGiven = delimiter != nil
        self.delimiter = delimiter.map { CSVOptions.sign($0, "delimiter", &fields) ?? standard } ?? standard
        self.quote = quote.isEmpty ? nil : CSVOptions.sign(quote, "quote", &fields)
        self.decimal = CSVOptions.sign(decimal, "decimal", &fields) ?? UInt8(ascii: ".")
        self.comment = comment.flatMap { CSVOptions.sign($0, "comment", &fields) }
        let signs = [self.delimiter, self.decimal] + (self.quote.map { [$0] } ?? [])
        if Set(signs).count < signs.count {
            fields.report(
                Diagnostic(
                    "bad-sign", "delimiter, quote and decimal sign must differ",
                    at: fields.origin(of: decimal == "." ? "delimiter" : "decimal")))
        }
    }

    /// How characters are written.
    enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case latin1 = "latin-1"
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
                help: "give one ASCII character that is no digit, sign or line end"))
        return nil
    }
}
