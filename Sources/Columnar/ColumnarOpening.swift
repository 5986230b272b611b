/// Opens columnar files by what they begin with.
package enum ColumnarOpening {
    /// - Errors: `ColumnarError` for a file that is of no kind that is known, or damaged
    package static func open(_ source: ColumnarSource) throws -> any ColumnarFile {
        let count = min(8, source.count)
        let head = try source.bytes(at: 0, count: count).withBytes { Array($0) }
        if head.starts(with: ParquetFile.mark) || head.starts(with: Array("PARE".utf8)) {
            return try ParquetFile(source)
        }
        let isArrow =
            head.starts(with: ArrowFile.mark) || head.starts(with: [255, 255, 255, 255])
            || head.starts(with: Array("FEA1".utf8))
        guard isArrow else {
            throw ColumnarError(
                "is neither a Parquet nor an Arrow file: it begins with neither PAR1 nor ARROW1")
        }
        return try ArrowFile(source)
    }
}
