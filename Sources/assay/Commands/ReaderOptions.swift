import ArgumentParser
import Pipeline

/// The options about the form of a data file; what is not given is looked for in the file.
struct ReaderOptions: ParsableArguments {
    @Option(help: "Character between fields, 'tab', or 'blanks' for runs of blanks.")
    var delimiter: String?
    @Flag(inversion: .prefixedNo, help: "Whether the first line holds the names of the columns.")
    var header: Bool?
    @Option(help: "The decimal sign.")
    var decimal: String?
    @Option(help: "The sign between groups of digits, as in 1,234; '' for none.")
    var thousands: String?
    @Option(help: "How characters are written: utf-8, latin-1 or windows-1252.")
    var encoding: String?
    @Option(help: "The character around values; '' for none.")
    var quote: String?
    @Option(
        parsing: .unconditionalSingleValue,
        help: "A value that means missing, such as '?' or -999; may be given several times.")
    var missing: [String] = []
    @Option(help: "Lines at the start of the file to pass over.")
    var skipRows: Int?
    @Option(help: "The sign that lines to pass over begin with; '' for none.")
    var comment: String?

    @Option(help: "The table of an SQLite database to read.")
    var table: String?
    @Option(help: "The query to an SQLite database whose rows are read.")
    var query: String?

    var request: ReaderRequest {
        var request = ReaderRequest()
        request.delimiter = delimiter
        request.header = header
        request.decimal = decimal
        request.thousands = thousands
        request.encoding = encoding
        request.quote = quote
        request.missing = missing
        request.skipRows = skipRows
        request.comment = comment
        request.table = table
        request.query = query
        return request
    }
}
