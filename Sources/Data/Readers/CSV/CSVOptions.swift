/// How to read a delimited text file.
package struct CSVOptions: Sendable, Equatable {
    /// Values that mean "missing": what pandas reads as such, and the empty field.
    package static let defaultMissing = [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
        "N/A",
        "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    ]

    package var delimiter: UInt8
    /// Whether fields are separated by runs of blanks and tabs; the delimiter is a blank then.
    package var isSeparatedByBlanks = false
    /// Whether the specification names the delimiter; otherwise a file's name says which one is likely.
    package var isDelimiterGiven = false
    /// `nil`: quotes are ordinary characters.
    package var quote: UInt8?
    package var decimal: UInt8
    /// Stands between groups of digits; `nil`: nothing does.
    package var thousands: ThousandsSign?
    /// Whether the first record holds the column names.
    package var header: Bool
    /// Names of the columns, in place of the header's or where there is none.
    package var names: [String]?
    /// Values that mean "missing" in every column.
    package var missing: [String]
    /// More of them for single columns.
    package var columnMissing: [String: [String]] = [:]
    /// Declared types; other columns' types are inferred over the whole column.
    package var types: [String: ColumnType]
    /// Reads no more rows than this.
    package var rowLimit: Int?
    /// Lines that begin with it are passed over; `nil`: none.
    package var comment: UInt8?
    /// Lines at the start of the file that are no part of the table.
    package var skippedLines = 0
    /// Whether blanks before a value, or its quote, are passed over.
    package var skipsInitialBlanks = false
    /// Whether a record may end with one more delimiter.
    package var allowsTrailingDelimiter = false
    package var encoding = TextEncoding.utf8
    /// Columns of texts that may look like numbers; the types of other columns are found among their values.
    package var textColumns: Set<String> = []
    /// Whether a field without quotes that is empty is missing, and one with quotes is the empty text.
    package var emptyQuotesAreText = false

    package init(
        delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""),
        decimal: UInt8 = UInt8(ascii: "."), header: Bool = true, names: [String]? = nil,
        missing: [String] = CSVOptions.defaultMissing, types: [String: ColumnType] = [:], rowLimit: Int? = nil
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.decimal = decimal
        self.header = header
        self.names = names
        self.missing = missing
        self.types = types
        self.rowLimit = rowLimit
    }

    package var decimals: DecimalParser { DecimalParser(decimal: decimal, thousands: thousands) }
}

extension CSVOptions {
    /// The delimiter of a file that only its name tells about: tab for `.tsv` and `.tab`, packed or not, in any letter
    /// case; else comma.
    package static func likelyDelimiter(ofFile path: String) -> UInt8 {
        let lowered = path.lowercased()
        let bare = PackedName.withoutEnding(lowered)
        return bare.hasSuffix(".tsv") || bare.hasSuffix(".tab") ? 0x09 : UInt8(ascii: ",")
    }
}
