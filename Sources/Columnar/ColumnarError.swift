/// What is wrong in a columnar file, as the end of a sentence that begins with the file's name or the column's.
package struct ColumnarError: Error, Sendable, Equatable {
    package var message: String
    /// The column it is about, if it is about one.
    package var column: String?
    package var help: String?

    package init(_ message: String, column: String? = nil, help: String? = nil) {
        self.message = message
        self.column = column
        self.help = help
    }

    /// The same about a column.
    func of(_ column: String) -> ColumnarError {
        ColumnarError(message, column: self.column ?? column, help: help)
    }

    static func damaged(_ what: String) -> ColumnarError {
        ColumnarError("is damaged: \(what)", help: "fetch or write the file again")
    }
}
