import Spec

/// Reads a file of JSON objects, one a line, plain or gzipped.
///
/// - Fields: path (as `csv`); url; sha256; limit (rows)
/// - Limits: flat objects; columns in the order of their first appearance
/// - Errors: no such file; whatever `JSONLinesReader` finds, at its line
package struct JSONLinesSource: FileBacked {
    package static let name = "json_lines"
    package static let aliases = ["jsonl"]
    package static let summary = "Reads a file of JSON objects, one a line, plain or gzipped."
    package static let documentation = """
        json_lines: events.jsonl.gz

        Each line is a flat object; names are columns, in the order of their first appearance. A name
        that a line lacks, null and NaN are missing there. A column holds numbers or truth values if all
        of its present values do; other columns hold categories, or text if most values differ. Whole
        numbers that a double cannot hold make a column of whole numbers text or categories.

        Errors: lines that are no flat JSON object, with their numbers; no rows.
        """
    package static let primaryField: String? = "path"

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    package let limit: Int?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "reads no more rows than this")
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }

    package func table(_ path: String, limit: Int?) throws -> Table {
        try JSONLinesReader(path: path, rowLimit: limit).read()
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        try JSONLinesReader(path: located.path, rowLimit: limit, types: types).read()
    }
}
