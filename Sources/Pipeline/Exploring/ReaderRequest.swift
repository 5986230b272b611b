import Spec

/// What a command line says about the form of a data file, as the fields of the csv source that it stands for.
package struct ReaderRequest: Sendable {
    package var delimiter: String?
    package var header: Bool?
    package var decimal: String?
    package var thousands: String?
    package var encoding: String?
    package var quote: String?
    package var missing: [String] = []
    package var skipRows: Int?
    package var comment: String?

    /// A table or a query, where the source is a database.
    package var table: String?
    package var query: String?

    package init() {}

    /// The same for the source of a database.
    var database: [(key: String, value: SpecContent)] {
        [("table", table), ("query", query)].compactMap { key, text in text.map { (key, .string($0)) } }
    }

    /// The fields given, in the order in which a specification has them.
    var fields: [(key: String, value: SpecContent)] {
        let texts: [(String, SpecContent?)] = [
            ("delimiter", delimiter.map { .string($0) }),
            ("header", header.map { .bool($0) }),
            ("quote", quote.map { .string($0) }),
            ("decimal", decimal.map { .string($0) }),
            ("thousands", thousands.map { $0.isEmpty ? .null : .string($0) }),
            ("missing", missing.isEmpty ? nil : .defaults(missing.map { SpecContent.string($0) })),
            ("comment", comment.map { $0.isEmpty ? .null : .string($0) }),
            ("skip_rows", skipRows.map { .integer($0) }),
            ("encoding", encoding.map { .string($0) }),
        ]
        return texts.compactMap { key, value in value.map { (key, $0) } }
    }

    /// The option that gives a field.
    static func option(for field: String) -> String { "--" + field.replacing("_", with: "-") }
}
