import Spec

package struct CSVSource: FileBacked {
    package static let name = "csv"
    package static let aliases = ["tsv"]
    package static let about = """
        Reads a CSV or TSV file, plain or packed with gzip or zstd.

        A file that is not there is looked up by its name in the folder named by ASSAY_DATA, then in the
        download cache, then downloaded from `url`. The checksum is that of the file as stored or, if it is
        packed, of what it holds; either is accepted. A pattern in the file's name (`data/day-*.csv`)
        stands for all files that match, one after another in the order of their names; columns are matched
        by name, and types are those of all rows of all files.

        The format is RFC 4180 in UTF-8: quotes, line breaks in quotes, any line ends, with or without byte
        order mark. Repeated names in the header become name, name.1, name.2 …; blanks around names are
        removed. Lines that begin with `comment`, outside quotes, are skipped. With `delimiter: blanks`,
        fields are separated by runs of blanks and tabs; those at the ends of a line separate nothing.
        Nothing is guessed: `assay data FILE` and `assay init FILE` look for delimiter, header, signs and
        markers, say what they found, and `init` writes it here.

        `decimal` and `thousands` say how numbers are written: 1.234,56 with `decimal: ','` and
        `thousands: '.'`. Groups have three digits, those before the last may have two (12,34,567). Where
        `thousands` is the delimiter, such numbers stand in quotes.

        A column holds numbers if every present value is a number, truth values if each is true or false;
        other columns hold categories, or text if most values differ. Whole numbers that a double cannot
        hold, beyond 2^53, make a column of whole numbers text or categories, with a warning; `types: {id:
        number}` rounds them.

        Values that mean "missing" are the empty field and the markers of pandas: NA, N/A, n/a, #N/A,
        #N/A N/A, #NA, <NA>, NULL, null, None, NaN, nan, -NaN, -nan, 1.#IND, -1.#IND, 1.#QNAN, -1.#QNAN.
        `missing` adds to them: `['?', -999]`; `{only: ['', '?']}` takes their place, and
        `{columns: {age: [-1]}}` is about single columns. A marker that is a number, such as -999, means
        that number in a column of numbers, however it is written there.

        `predict` and `evaluate` read new rows with the same options.

        - Limits: 100,000 columns; 64 MiB for a record; files, not pipes or devices; blanks after a value
          are part of it, unless it is a number
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
        parameters = options.identity(of: fields, leavingOut: ["path", "url", "sha256"])
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
