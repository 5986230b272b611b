import Spec

/// Reads a file of JSON objects, one a line.
///
///     number    every present value is a number
///     boolean   every present value is true or false
///     text      more than 50 distinct values, and more than half of the present ones are distinct
///     category  otherwise; numbers and truth values among text are taken by their text
///
/// - Limits: columns in the order of their first appearance; a name that a line lacks is missing there; empty lines are
///   passed over; the file is read into memory
/// - Errors: `DataFileError` with the line of everything that is wrong, no rows
struct JSONLinesReader {
    let path: String
    var rowLimit: Int?

    func read() throws -> Table {
        let bytes = try openByteStream(path: path).readAll()
        var builders: [Builder] = []
        var positions: [String: Int] = [:]
        var problems = DataFileProblems()
        var rows = 0
        var line = 0
        var start = 0
        while start < bytes.count, rows < rowLimit ?? .max {
            let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
            line += 1
            let text = bytes[start..<end]
            start = end + 1
            if text.allSatisfy({ [0x20, 0x09, 0x0d].contains($0) }) { continue }
            do {
                for entry in try JSONLineParser.object(text) {
                    let index = positions[entry.name] ?? builders.count
                    if index == builders.count {
                        positions[entry.name] = index
                        builders.append(Builder(name: entry.name, firstRow: rows))
                    }
                    builders[index].set(entry.value, row: rows)
                }
                rows += 1
            } catch let problem as JSONLineParser.Problem {
                problems.add(DataFileProblem(line: line, "the line " + problem.message))
            }
        }
        if problems.count > 0 {
            throw DataFileError(file: path, problems: problems.shown, count: problems.count)
        }
        if rows == 0 { throw DataFileError(file: path, "has no rows") }
        return try Table(builders.map { ($0.name, $0.column(rows: rows)) })
    }

    private struct Builder {
        let name: String
        private var values: [JSONLineParser.Value]

        init(name: String, firstRow: Int) {
            self.name = name
            values = Array(repeating: .null, count: firstRow)
        }

        mutating func set(_ value: JSONLineParser.Value, row: Int) {
            while values.count < row { values.append(.null) }
            values.append(value)
        }

        func column(rows: Int) -> Column {
            let all = values + Array(repeating: .null, count: rows - values.count)
            let present = all.filter { $0 != .null }
            if present.allSatisfy({ if case .number = $0 { true } else { false } }) {
                return .numbers(
                    NumberColumn(all.map { if case .number(let number) = $0 { number } else { nil } }))
            }
            if present.allSatisfy({ if case .truth = $0 { true } else { false } }) {
                return .booleans(
                    BooleanColumn(all.map { if case .truth(let truth) = $0 { truth } else { nil } }))
            }
            let texts = all.map(Builder.text)
            let distinct = Set(texts.compactMap { $0 }).count
            let isText = distinct > 50 && distinct * 2 > present.count
            return isText ? .text(TextColumn(texts)) : .categories(CategoryColumn(texts))
        }

        private static func text(_ value: JSONLineParser.Value) -> String? {
            switch value {
            case .number(let number): numberText(number)
            case .text(let text): text
            case .truth(let truth): truth ? "true" : "false"
            case .null: nil
            }
        }
    }
}
