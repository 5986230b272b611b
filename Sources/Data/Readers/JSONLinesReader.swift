import Spec

/// Reads a file of JSON objects, one a line.
///
///     number    every present value is a number, unless all are whole and a double does not hold one of them
///     boolean   every present value is true or false
///     text      more than 50 distinct values, and more than half of the present ones are distinct
///     category  otherwise; numbers and truth values among text are taken by their text
///
/// - Limits: columns in the order of their first appearance; a name that a line lacks is missing there; empty lines are
///   passed over; the file is read into memory
/// - Errors: `DataFileError` with the line of everything that is wrong, no rows
struct JSONLinesReader {
    /// Names that differ from line to line are values, most likely.
    private static let mostColumns = 10_000

    let path: String
    /// What messages call the file, where that is not its path.
    var name: String?
    var rowLimit: Int?
    /// Columns to be read as `text` or as `number`; others are what their values show.
    var types: [String: ColumnType] = [:]

    func read() throws -> Table {
        let bytes = try openByteStream(path: path).readAll()
        var builders: [Builder] = []
        var positions: [String: Int] = [:]
        var problems = DataFileProblems()
        var rows = 0
        var line = 0
        var start = 0
        while start < bytes.count, rows < rowLimit ?? Int(Int32.max) - 1 {
            let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
            line += 1
            let text = bytes[start..<end]
            start = end + 1
            if text.allSatisfy({ [0x20, 0x09, 0x0d].contains($0) }) { continue }
            do {
                for entry in try JSONLineParser.object(text) {
                    let index = positions[entry.name] ?? builders.count
                    if index == builders.count {
                        guard index < JSONLinesReader.mostColumns else {
                            throw JSONLineParser.Problem(
                                message: "brings the number of names above \(JSONLinesReader.mostColumns)")
                        }
                        positions[entry.name] = index
                        builders.append(Builder(name: entry.name))
                    }
                    builders[index].set(entry.value, row: rows)
                }
                rows += 1
            } catch let problem as JSONLineParser.Problem {
                problems.add(DataFileProblem(line: line, "the line " + problem.message))
            }
        }
        if problems.count > 0 {
            throw DataFileError(file: name ?? path, problems: problems.shown, count: problems.count)
        }
        if rows == 0 { throw DataFileError(file: name ?? path, "has no rows") }
        var remarks: [String: String] = [:]
        let columns = builders.map { builder in
            let (column, remark) = builder.column(rows: rows, as: types[builder.name])
            remarks[builder.name] = remark
            return (name: builder.name, column: column)
        }
        return try Table(columns).holdingWholeNumbers(remarks)
    }

    private struct Builder {
        let name: String
        /// Values that lines have, and their rows: a name may stand in few lines.
        private var values: [JSONLineParser.Value] = []
        private var rows: [Int32] = []

        init(name: String) { self.name = name }

        mutating func set(_ value: JSONLineParser.Value, row: Int) {
            values.append(value)
            rows.append(Int32(row))
        }

        private func all(_ count: Int) -> [JSONLineParser.Value] {
            if values.count == count { return values }
            var all = [JSONLineParser.Value](repeating: .null, count: count)
            for (row, value) in zip(rows, values) { all[Int(row)] = value }
            return all
        }

        /// - Parameter type: what the column is read as; nil: what its values show
        func column(rows: Int, as type: ColumnType?) -> (column: Column, remark: String?) {
            let all = all(rows)
            let present = all.filter { $0 != .null }
            if type != .text, present.allSatisfy({ Builder.number($0) != nil }) {
                let remark = type == .number ? nil : Builder.remark(present)
                if remark == nil { return (.numbers(NumberColumn(all.map(Builder.number))), nil) }
                return (CategoryColumn(all.map(Builder.text)).textIfMostDiffer, remark)
            }
            if type != .text, present.allSatisfy({ if case .truth = $0 { true } else { false } }) {
                let truths = all.map { if case .truth(let truth) = $0 { truth } else { nil as Bool? } }
                return (.booleans(BooleanColumn(truths)), nil)
            }
            let texts = CategoryColumn(all.map(Builder.text))
            return (type == .text ? .text(TextColumn(all.map(Builder.text))) : texts.textIfMostDiffer, nil)
        }

        /// Why numbers must be kept as texts: all are whole, and a double does not hold one of them.
        private static func remark(_ values: [JSONLineParser.Value]) -> String? {
            let rounded = values.lazy.compactMap { value -> String? in
                if case .written(_, let text) = value, WholeNumber.isRounded(text) { text } else { nil }
            }
            guard let example = rounded.first,
                values.allSatisfy({ number($0).map { $0.isFinite && $0 == $0.rounded() } ?? false })
            else { return nil }
            return WholeNumber.remark(example, line: nil)
        }

        private static func number(_ value: JSONLineParser.Value) -> Double? {
            switch value {
            case .number(let number), .written(let number, _): number
            case .text, .truth, .null: nil
            }
        }

        private static func text(_ value: JSONLineParser.Value) -> String? {
            switch value {
            case .number(let number): numberText(number)
            case .written(_, let text): text
            case .text(let text): text
            case .truth(let truth): truth ? "true" : "false"
            case .null: nil
            }
        }
    }
}
