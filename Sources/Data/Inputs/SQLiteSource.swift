import Foundation
import Spec

package struct SQLiteSource: QueriedSource {
    package static let name = "sqlite"
    package static let about = """
        The rows of a query in an SQLite database, or of one of its tables.

        The database is opened for reading only, and the query has to be one statement that changes nothing.
        The order of rows is part of the content: a query that joins or groups needs an `order by`. Values
        for `?` and `:name` in the query are given in `params`; they are never put into its text.

        A column that is declared as text, or an expression whose values all are texts, holds categories, or
        text if most values differ, also where they look like numbers, such as 02139. Other columns have the
        type that their values show, as in `csv`: numbers if all of them are. Whole numbers that a double
        cannot hold make a column of whole numbers text or categories. `types` says otherwise.

        NULL is missing, and so is the empty text where a column is declared as a number; every other value
        stays, also a text such as NA. `missing` adds to them.

        What the query gives is known by its content: the key is that of a CSV file with the same rows,
        columns and numbers, so that both are the same run. `assay data FILE` lists the tables of a database.

        - Limits: values of bytes are refused; nothing of the database is remembered between two commands
        - Errors: no such file, a file that is no database or is locked; a query with a mistake, of several
          statements, that would change something, or that gives no rows; a value in `params` too many or
          too few
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{sqlite: {path: data/a.sqlite, query: 'select * from flats'}}"

    package let place: Origin
    package let parameters: SpecContent
    let text: CSVOptions
    let question: String
    let label: String
    let keep: SpecDuration? = nil
    private let locator: FileLocator
    private let query: String?
    private let table: String?
    private let values: QueryParameters
    private let queryPlace: Origin

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        query = fields.optionalString("query", aliases: ["sql"], "The statement whose rows are wanted.")
        table = fields.optionalString(
            "table", "A table or view, all of it; default: the only one there is.")
        values =
            fields.optionalValue(
                "params", aliases: ["parameters"], of: QueryParameters.self,
                "Values for the query: a list for '?', or names with values for ':name'.")
            ?? QueryParameters()
        queryPlace = query == nil ? fields.place : fields.origin(of: "query")
        if query != nil, table != nil {
            fields.report(
                Diagnostic(
                    "conflict", "'query' and 'table' both say which rows are wanted",
                    at: fields.origin(of: "table"), help: "keep one of them"))
        }
        let names = ["path", "url", "query", "table", "params"]
        let asked = names.map { fields.resolved[$0]?.canonicalJSON ?? "" }
        let shared = QueryFields(reading: &fields, patience: nil)
        text = shared.text
        parameters = shared.parameters
        question = FileHash.ofText(
            (["sqlite", locator.path.map { AbsolutePath.of($0.resolved) } ?? ""] + asked).joined(
                separator: "\n"))
        let file = locator.path?.text ?? locator.url.map(DownloadError.shown) ?? ""
        let shown = query ?? table == nil ? nil : fields.resolved[query == nil ? "table" : "query"]
        label = shown.map { QueryLabel.text(file, $0) } ?? file
    }

    /// The same bytes and options give the same table as those of a file.
    package var keyName: String { CSVSource.name }

    func isAtHand(in environment: DataEnvironment) -> Bool { true }

    func state(in environment: DataEnvironment) -> String {
        guard let path = try? locator.existing(in: environment) else { return "" }
        // Changes that are not in the database yet are in its log.
        return "\(FileStamp(path: path) as Any) \(FileStamp(path: path + "-wal") as Any)"
    }

    func answer(into file: ResultFile, _ environment: DataEnvironment) throws -> ResultForm {
        // The bytes of a database are hashed only where the specification says which they are.
        let path =
            locator.sha256 == nil
            ? try locator.existing(in: environment) ?? locator.locate(in: environment, progress: nil).path
            : try locator.locate(in: environment, progress: nil).path
        return try rows(of: path, into: file)
    }

    private func rows(of path: String, into file: ResultFile) throws -> ResultForm {
        let database = try SQLiteDatabase(path: path)
        let statement = try query ?? database.wholeTable(table, at: place)
        return try database.write(
            statement, values, to: file, name: label, at: queryPlace)
    }

    package func reading(newFile path: String) throws -> Table? {
        guard SQLiteDatabase.isDatabase(path) else { return nil }
        let folder = FileManager.default.temporaryDirectory.path
        let file = try ResultFile(in: folder, name: path, progress: nil)
        let form = try rows(of: path, into: file)
        var options = form.options(text)
        options.rowLimit = nil
        // The file is there as long as this value is.
        return try withExtendedLifetime(file) {
            try CSVReader(path: file.path, name: path, options: options).read()
        }
    }
}
