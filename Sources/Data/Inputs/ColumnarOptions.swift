import Foundation
import Spec

/// What is read of a file whose columns lie apart.
struct ColumnarOptions: Sendable {
    let columns: [String]?
    let types: [String: ColumnType]
    let limit: Int?

    init(reading fields: inout FieldReader) {
        columns = fields.optionalStrings(
            "columns", "The columns to read, in this order; others are not looked at. Default all.")
        limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        let types =
            fields.optionalEntries(
                "types", of: DeclaredType.self, "Types of columns by name: number, category, text or boolean."
            ) ?? []
        self.types = Dictionary(types.map { ($0.key, $0.value.type) }, uniquingKeysWith: { _, last in last })
    }
}

/// A source of such files: a file, a pattern, or a folder of them.
protocol ColumnarSourceFile: FileBacked {
    /// How the names of the files in a folder end.
    static var endings: [String] { get }
    var options: ColumnarOptions { get }
}

extension ColumnarSourceFile {
    package var declaredTypes: [String: ColumnType] { options.types }
    package var limit: Int? { options.limit }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        if let pattern = FilePattern(locator.path) {
            return try pattern.located(in: environment, place: locator.place)
        }
        if let path = try locator.existing(in: environment), FolderOfFiles.isFolder(path) {
            let files = FolderOfFiles.files(in: path, endings: Self.endings)
            guard !files.isEmpty else {
                throw DataDiagnostics(
                    "missing-file",
                    "the folder '\(locator.path?.text ?? path)' has no files for '\(Self.name)'",
                    at: locator.place,
                    help: "their names end with " + Self.endings.map { "." + $0 }.joined(separator: " or "))
            }
            let memo = FileHashMemo(folder: environment.cacheFolder)
            return LocatedSource(files: try files.map { ($0, try memo.known($0)) })
        }
        return try locator.locate(in: environment, progress: progress)
    }

    package func table(_ path: String, as types: [String: ColumnType], limit: Int?) throws -> Table {
        let reader = try ColumnarReader(path: path)
        let declared = options.types
        if let unknown = declared.keys.filter({ !reader.names.contains($0) }).min() {
            throw DataFileError(
                file: path, "has no column '\(unknown)', whose type is declared",
                help: "its columns are: " + reader.names.prefix(20).joined(separator: ", "))
        }
        let table = try reader.table(
            columns: options.columns, types: types.merging(declared) { _, declared in declared }, limit: limit
        )
        guard table.rowCount > 0 else { throw DataFileError(file: path, "has no rows") }
        return table
    }
}
