/// How to read a delimited text file.
package struct CSVOptions: Sendable, Equatable {
    /// Values that mean "missing": what pandas reads as such, and the empty field.
    package static let defaultMissing = [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
        "N/A",
        "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    ]

    package var delimiter: UInt8
    /// Whether the specification names the delimiter; otherwise a file's name says which one is likely.
    package var isDelimiterGiven = false
    /// `nil`: quotes are ordinary characters.
    package var quote: UInt8?
    package var decimal: UInt8
    /// Whether the first record holds the column names.
    package var header: Bool
    /// Names of the columns, in place of the header's or where there is none.
    package var names: [String]?
    package var missing: [String]
    /// Declared types; other columns' types are inferred over the whole column.
    package var types: [String: ColumnType]
    /// Reads no more rows than this.
    package var rowLimit: Int?
    /// Lines that begin with it are passed over; `nil`: none.
    package var comment: UInt8?
    /// Whether bytes are ISO 8859-1 characters; otherwise the text is UTF-8.
    package var isLatin1 = false

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
}

extension CSVOptions {
    /// The delimiter of a file that only its name tells about: tab for `.tsv` and `.tab`, gzipped or not, in any letter
    /// case; else comma.
    package static func likelyDelimiter(ofFile path: String) -> UInt8 {
        let lowered = path.lowercased()
        let bare = lowered.hasSuffix(".gz") ? String(lowered.dropLast(3)) : lowered
        return bare.hasSuffix(".tsv") || bare.hasSuffix(".tab") ? 0x09 : UInt8(ascii: ",")
    }
}
