import Spec

/// Reads a NumPy array file.
///
/// - Fields: path (as `csv`); url; sha256; name (of the columns, x); limit (rows)
/// - Limits: the first dimension is rows; a vector is one column, a matrix one per column (x_0, x_1 …), more dimensions one
///   column of tensors; numbers, truth values and text, of either byte order; the file is read into memory
/// - Errors: no such file, no NumPy array, complex or structured values, a file that ends early
package struct NPYSource: FileBacked {
    package static let name = "npy"
    package static let summary = "Reads a NumPy array file."
    package static let documentation = """
        npy: features.npy      npy: {path: images.npy, name: image}

        The first dimension is rows. A vector is one column called `name`, a matrix a column per
        column (x_0, x_1 and so on), an array of more dimensions one column of tensors. Numbers, truth
        values and text of either byte order; not a number means missing. Whole numbers of 64 bits that a
        double cannot hold make their column text or categories.

        Errors: no such file, no NumPy array, complex or structured values, bytes, dates, half-precision
        numbers, a file that ends early.
        """
    package static let primaryField: String? = "path"

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    package let limit: Int?
    let columnName: String

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        columnName = fields.string("name", default: "x", "name of the column, or what their names begin with")
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "reads no more rows than this")
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }

    package func table(_ path: String, limit: Int?) throws -> Table {
        let bytes = try openByteStream(path: path).readAll()
        return try ArrayReader.table(
            bytes.withUnsafeBytes { try ArrayReader(path: path, name: columnName).columns($0, limit: limit) })
    }
}
