import Spec

package struct NPZSource: FileBacked {
    package static let name = "npz"
    package static let about = """
        Reads the arrays of a NumPy archive side by side.

        Each array gives columns as `npy` does, named after it: y for a vector, x_0, x_1 and so on for a
        matrix. All of them have the same number of rows.

        - Limits: packed or not; checksums are checked; the file is read into memory
        - Errors: no such file, not an archive, an array that is not there, arrays of different numbers of
          rows; those of `npy`
        """
    package static let primaryField: String? = "path"
    package static let example: String? = "{npz: {path: digits.npz, arrays: [x, y]}}"

    package let place: Origin
    package let parameters: SpecContent
    let locator: FileLocator
    package let limit: Int?
    let arrays: [String]?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        locator = FileLocator(reading: &fields)
        arrays = fields.optionalStrings(
            "arrays", "Names of the arrays, in this order; default all, in the archive's order.")
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        parameters = fields.resolved.content.without(["path", "url", "sha256"])
    }

    package func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table {
        let archive = try ZipArchive(path: path, bytes: try FileStream(path: path).readAll())
        let there = archive.members.filter { $0.name.hasSuffix(".npy") }
        let names = there.map { String($0.name.dropLast(4)) }
        let wanted = arrays ?? names
        guard !wanted.isEmpty else { throw DataFileError(file: path, "has no arrays") }
        let columns = try wanted.flatMap { name -> [ArrayReader.Named] in
            guard let index = names.firstIndex(of: name) else {
                throw DataFileError(
                    file: path, "has no array '\(name)'",
                    help: "its arrays are: " + names.joined(separator: ", "))
            }
            return try archive.content(of: there[index]).withUnsafeBytes {
                try ArrayReader(path: path, name: name).columns($0, limit: limit)
            }
        }
        do {
            return try ArrayReader.table(columns).reading(types)
        } catch let error as TableError {
            throw DataFileError(file: path, "cannot be put side by side: \(error)")
        }
    }
}
