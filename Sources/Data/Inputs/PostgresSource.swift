import Spec

package struct PostgresSource: QueriedSource {
    package static let name = "postgres"
    package static let aliases = ["postgresql"]
    package static let about = """
        The rows of a query in a PostgreSQL database, or of one of its tables.

        `url` is an address as `psql` takes it, postgresql://user@host:5432/database or `host=… dbname=…`;
        what it leaves out comes from the variables PGHOST, PGUSER, PGPASSWORD …, and from ~/.pgpass. A
        password does not stand in a specification: `url: ${env:DATABASE_URL}` or a `${secret:…}` in it. No
        file of a run holds it.

        The query is one statement, run in a transaction that only reads, with times in UTC, ISO dates and
        all digits of numbers, without parallel workers. The order of rows is part of the content, so it needs
        an `order by` that leaves no two rows equal; `table` gives the rows in the order of the primary key.
        Values for `$1`, `$2` … are given in `params`; they are never put into its text.

        Numbers of every kind are numbers and truth values truth values; whole numbers that a double cannot
        hold make a column of whole numbers text or categories. Everything else is text as PostgreSQL writes
        it, and makes categories, or text if most values differ, also where it looks like a number. `types`
        says otherwise. NULL is missing, NaN too; every other value stays, also a text such as NA or none.
        `missing` adds to them.

        `check`, `plan` and `run` each ask once; `keep: 1 d` takes an answer again until it is a day old,
        which lets a sweep go on, and several workers begin, with the same rows. A run that goes on takes the
        rows it began with, as long as the cache has them. With `--offline` nothing is asked, and the last
        answer is taken.

        What the query gives is known by its content: the key is that of a CSV file with the same bytes, as
        `COPY (…) TO STDOUT (FORMAT csv, HEADER)` writes it.

        - Limits: values of bytes are refused; arrays and JSON are text
        - Errors: no library libpq (Debian: libpq5); no connection; a password in the specification; a query
          with a mistake, that would change something, takes longer than `timeout`, or gives no rows
        """
    package static let example: String? =
        "{postgres: {url: 'postgresql://localhost/flats', query: 'select * from flats order by id'}}"

    package let place: Origin
    package let parameters: SpecContent
    let text: CSVOptions
    let question: String
    let label: String
    let keep: SpecDuration?
    private let address: String
    private let query: String?
    private let table: String?
    private let values: [QueryValue]
    private let queryPlace: Origin
    private let patience: Double?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        address = fields.string(
            "url", aliases: ["dsn"], default: "",
            "The address of the database; default: what the environment says.")
        fields.refusePassword(in: "url", address)
        query = fields.optionalString("query", aliases: ["sql"], "The statement whose rows are wanted.")
        table = fields.optionalString(
            "table", "A table or view, all of it, with its schema where it needs one: sales.flats.")
        queryPlace = fields.origin(of: query == nil ? "table" : "query")
        let parameters =
            fields.optionalValue(
                "params", aliases: ["parameters"], of: QueryParameters.self,
                "Values for $1, $2 … in the query.") ?? QueryParameters()
        values = parameters.positions
        if !parameters.names.isEmpty {
            fields.report(
                Diagnostic(
                    "wrong-type", "PostgreSQL numbers the values of a query", at: fields.origin(of: "params"),
                    help: "write $1, $2 … in the query, and params: [first, second]"))
        }
        if (query == nil) == (table == nil) {
            fields.report(
                Diagnostic(
                    query == nil ? "missing-field" : "conflict",
                    query == nil
                        ? "\(fields.subject) needs 'query' or 'table'"
                        : "'query' and 'table' both say which rows are wanted", at: fields.place))
        }
        let asked = ["query", "table", "params"].map { fields.resolved[$0]?.canonicalJSON ?? "" }
        let shared = QueryFields(reading: &fields, patience: SpecDuration(1, .hours))
        text = shared.text
        self.parameters = shared.parameters
        keep = shared.keep
        patience = shared.patience
        question = FileHash.ofText(
            (["postgres", Secrets.maskingPasswords(address)] + asked).joined(separator: "\n"))
        label = QueryLabel.text("postgres", fields.resolved[query == nil ? "table" : "query"])
    }

    /// The same bytes and options give the same table as those of a file.
    package var keyName: String { CSVSource.name }

    func isAtHand(in environment: DataEnvironment) -> Bool { !environment.isOffline }

    func answer(into file: ResultFile, _ environment: DataEnvironment) throws -> ResultForm {
        let session = try PostgresSession(address: address, patience: patience, at: place, query: queryPlace)
        let statement = try query ?? session.wholeTable(table ?? "")
        return try session.write(statement, values, to: file, name: label)
    }

    var warnings: [Diagnostic] {
        guard let query, query.firstMatch(of: /(?i)\border\s+by\b/) == nil else { return [] }
        return [
            Diagnostic(
                "unordered-query",
                "the query has no 'order by': the database may give the rows in another order next time, which are "
                    + "other data",
                at: queryPlace, help: "end it with: order by, and columns that leave no two rows equal",
                severity: .warning)
        ]
    }
}

extension PostgresSession {
    /// The statement that gives all rows of a table, in the order of its primary key.
    func wholeTable(_ name: String) throws -> String {
        let value = [QueryValue(name)]
        let table = try rows("select $1::regclass::text", value).first?.first ?? name
        let keys = try rows(
            """
            select quote_ident(a.attname) from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
            where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)
            """, value
        ).compactMap(\.first)
        return "select * from \(table)" + (keys.isEmpty ? "" : " order by " + keys.joined(separator: ", "))
    }
}

extension FieldReader {
    /// A password in a specification would be written into every run, or masked there and missed by whoever goes on.
    mutating func refusePassword(in field: String, _ text: String) {
        if case .secret = origin(of: field) { return }
        guard Secrets.holdsPassword(text) else { return }
        report(
            Diagnostic(
                "password-in-specification", "a password stands in '\(field)'", at: origin(of: field),
                help:
                    "take it from the environment: ${secret:DB_PASSWORD} in its place, or the whole text as "
                    + "${secret:NAME}"))
    }
    /// Variables with such names hold passwords.
    mutating func refuseSecrets(among variables: [(key: String, value: MissingMarkerText, origin: Origin)]) {
        for variable in variables {
            if case .secret = variable.origin { continue }
            let words = variable.key.uppercased()
            let isSecret = ["PASSWORD", "PASSWD", "SECRET", "TOKEN"].contains { words.contains($0) }
            guard isSecret, !variable.value.text.isEmpty else { continue }
            report(
                Diagnostic(
                    "password-in-specification", "the value of '\(variable.key)' looks like a secret",
                    at: variable.origin, help: "write ${secret:\(variable.key)}"))
        }
    }
}
