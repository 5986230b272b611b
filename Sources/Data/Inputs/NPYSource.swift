import Spec

package struct NPYSource: FileBacked {
    package static let name = "npy"
    package static let about = """
        Reads a NumPy array file.

        The first dimension is rows. A vector is one column called `name`, a matrix one per column (x_0, x_1
        and so on), an array of more dimensions one column of tensors. Numbers, truth values and text are
        read, of either byte order; not a number means missing. Whole numbers of 64 bits that a double
        cannot hold make their column text or categories.

        - Limits: the file is read into memory
        - Errors: no such file, not a NumPy array, complex or structured values, bytes, dates,
          half-precision numbers, a file that ends early
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{npy: {path: images.npy, name: image}}"

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    package let limit: Int?
    let columnName: String

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        columnName = fields.string(
            "name", default: "x", "Name of the column, or what their names begin with.")
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }

    package func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table {
        let bytes = try openByteStream(path: path).readAll()
        return try ArrayReader.table(
            bytes.withUnsafeBytes { try ArrayReader(path: path, name: columnName).columns($0, limit: limit) }
        ).reading(types)
    }
}
