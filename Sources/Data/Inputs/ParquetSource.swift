import Spec

package struct ParquetSource: ColumnarSourceFile {
    package static let name = "parquet"
    package static let aliases = ["pq"]
    package static let about = """
        Reads Parquet files, as pandas, Polars, DuckDB, PyArrow, fastparquet and Spark write them.

        A pattern in the name (`data/part-*.parquet`) stands for all files that match, and a folder for all
        Parquet files in it and below, one after another in the order of their names; files that begin with
        `_` or `.` are passed over. Columns are matched by name, and types are those of all rows of all
        files. Only the columns named in `columns` are read, where it is given; groups of rows are read by
        all cores.

        Numbers of every width and decimals are numbers; whole numbers that a double cannot hold, beyond
        2^53, make their column text or categories, with a warning. Dates and times are text as ISO 8601
        writes them (2024-02-29 13:05:09.25, with a Z where they are moments of UTC), so that steps take
        them as those of a CSV file. Texts are categories, or text if most values differ; enumerations, and
        dictionaries of pandas and Arrow, are categories always. Lists of numbers that all have one length
        are a column of tensors. The index that pandas writes of other row labels (`__index_level_0__`) is
        left out.

        - Limits: pages of both versions, all encodings but LZO's and Brotli's compression; zstd needs
          libzstd1; no encryption; flat columns and lists of numbers
        - Errors: no such file, no Parquet file, a damaged one; records, maps and other lists, with the
          name of the column; values that do not fit a declared type; no rows
        - Source: apache/parquet-format 2.11
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{parquet: {path: data/part-*.parquet, columns: [area, price]}}"
    static let endings = ["parquet", "pq"]

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
