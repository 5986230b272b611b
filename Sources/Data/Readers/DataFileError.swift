/// One thing wrong in a data file: where and what.
package struct DataFileProblem: Sendable, Equatable {
    /// Line of the file, counted from 1; of a quoted field that spans lines, the line its record starts on.
    package var line: Int?
    package var columnName: String?
    package var message: String

    package init(line: Int? = nil, columnName: String? = nil, _ message: String) {
        self.line = line
        self.columnName = columnName
        self.message = message
    }
}

/// Everything wrong in a data file: at most 20 problems shown, all of them counted.
///
///     data/a.csv:3: error: column 'age': 'abc' is not a number
///     data/a.csv:9: error: 3 fields where the header has 4
///     … and 12 more problems in data/a.csv
///       help: declare the type of a column that is not numeric
package struct DataFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package static let shownLimit = 20

    package let file: String
    package let problems: [DataFileProblem]
    /// How many there are, shown or not.
    package let count: Int
    package let help: String?

    package init(file: String, problems: [DataFileProblem], count: Int? = nil, help: String? = nil) {
        self.file = file
        self.problems = Array(problems.prefix(DataFileError.shownLimit))
        self.count = count ?? problems.count
        self.help = help
    }

    package init(file: String, _ message: String, line: Int? = nil, help: String? = nil) {
        self.init(file: file, problems: [DataFileProblem(line: line, message)], help: help)
    }

    /// One sentence each, without the help.
    package var sentences: [String] {
        var lines = problems.map { problem in
            let place = problem.line.map { "\(file):\($0)" } ?? file
            let column = problem.columnName.map { "column '\($0)': " } ?? ""
            return "\(place): error: \(column)\(problem.message)"
        }
        let hidden = count - problems.count
        if hidden > 0 { lines.append("… and \(hidden) more problem\(hidden == 1 ? "" : "s") in \(file)") }
        return lines
    }

    package var description: String {
        (sentences + (help.map { ["  help: \($0)"] } ?? [])).joined(separator: "\n")
    }
}

/// Collects problems: keeps the first 20, counts the rest.
struct DataFileProblems {
    private(set) var shown: [DataFileProblem] = []
    private(set) var count = 0

    mutating func add(_ problem: @autoclosure () -> DataFileProblem) {
        count += 1
        if shown.count < DataFileError.shownLimit { shown.append(problem()) }
    }
}
