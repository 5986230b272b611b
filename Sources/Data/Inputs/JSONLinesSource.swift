import Spec

package struct JSONLinesSource: FileBacked {
    package static let name = "json_lines"
    package static let aliases = ["jsonl"]
    package static let about = """
        Reads a file of JSON objects, one a line, plain or packed with gzip or zstd.

        Each line is a flat object; names are columns, in the order of their first appearance. A name that a
        line lacks, null and NaN are missing there. A column holds numbers or truth values if all of its
        present values do; other columns hold categories, or text if most values differ. Whole numbers that
        a double cannot hold make a column of whole numbers text or categories.

        - Errors: no such file; lines that are not flat JSON objects, with their numbers; no rows
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{json_lines: events.jsonl.gz}"

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    package let limit: Int?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }

    package func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table {
        try JSONLinesReader(path: path, rowLimit: limit, types: types).read()
    }
}
