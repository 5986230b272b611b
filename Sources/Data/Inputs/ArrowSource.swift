import Spec

package struct ArrowSource: ColumnarSourceFile {
    package static let name = "arrow"
    package static let aliases = ["feather", "ipc"]
    package static let about = """
        Reads Arrow files (Feather 2) and streams, as pandas, Polars and PyArrow write them.

        Patterns, folders and `columns` are those of `parquet`, and so is what becomes of the types: numbers
        and decimals are numbers, dates and times text as ISO 8601 writes them, texts categories or text,
        dictionaries categories, and lists of numbers that all have one length a column of tensors. The
        files of a folder end with .arrow, .arrows, .feather or .ipc.

        - Limits: buffers packed with LZ4 or zstd, which needs libzstd1; flat columns and lists of numbers;
          no Feather 1, no files with the highest byte first
        - Errors: no such file, no Arrow file, a damaged one; records, maps and other lists, with the name
          of the column; values that do not fit a declared type; no rows
        - Source: Apache Arrow, "Arrow Columnar Format" 1.5
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{arrow: {path: data/events.arrow, types: {zip: category}}}"
    static let endings = ["arrow", "arrows", "feather", "ipc"]

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    let options: ColumnarOptions

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        options = ColumnarOptions(reading: &fields)
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }
}
