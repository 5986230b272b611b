/// A place in a text file: line and column count from 1, columns count characters (not bytes).
package struct SourceLocation: Hashable, Comparable, Sendable {
    /// The file as the user named it; `<stdin>` for standard input.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A stretch of text on one line: where it starts and how many characters it covers (at least 1).
package struct SourceSpan: Hashable, Sendable {
    package var start: SourceLocation
    package var length: Int

    package init(start: SourceLocation, length: Int) {
        self.start = start
        self.length = max(1, length)
    }
}
