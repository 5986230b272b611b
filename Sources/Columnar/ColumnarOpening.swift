/// Opens columnar files by what they begin with.
package enum ColumnarOpening {
    /// - Errors: `ColumnarError` for a file that is of no kind that is known, or damaged
    package static func open(_ source: ColumnarSource) throws -> any ColumnarFile {
        try ParquetFile(source)
    }
}
