import Spec

/// What a user demands of the source's columns: checked when the data are read, and on the rows of `predict`.
///
/// Violated rows are named with their line in the file. A contract is part of the content key of the source, so data
/// from the cache have kept it.
package struct DataContract: Sendable, Codable, Equatable {
    package var rules: [ColumnRule]
    private var origins: [String: Origin] = [:]

    package init(rules: [ColumnRule] = []) { self.rules = rules }

    private enum CodingKeys: String, CodingKey { case rules }

    package static func == (left: DataContract, right: DataContract) -> Bool { left.rules == right.rules }

    /// Declares and reads the field `columns`.
    init(reading fields: inout FieldReader) {
        let entries =
            fields.optionalEntries(
                "columns", of: ColumnRuleEntry.self,
                "A contract: what each column of the source has to be, by its name.") ?? []
        rules = entries.map { entry in
            var rule = entry.value.rule
            rule.name = entry.key
            return rule
        }
        origins = Dictionary(entries.map { ($0.key, $0.origin) }, uniquingKeysWith: { first, _ in first })
    }

    /// One text per contract, for keys; empty without rules.
    var canonicalText: String { rules.map { "\($0)" }.joined(separator: ";") }

    /// What the names and types of the columns show already.
    func findings(in schema: TableSchema) -> [Diagnostic] {
        rules.compactMap { rule in
            let origin = origins[rule.name] ?? .defaultValue
            guard let column = schema[rule.name] else {
                guard rule.isRequired, !schema.isProvisional else { return nil }
                return ColumnSelector.unknownColumn(rule.name, in: schema, at: origin).all.first
            }
            guard !ContractCheck.fits(column.type, rule) else { return nil }
            return Diagnostic(
                "column-type",
                "the contract says that '\(rule.name)' holds \(ContractCheck.expected(rule).phrase), and it holds "
                    + column.type.phrase,
                at: origin, notes: column.remark.map { [$0] } ?? [])
        }
    }

    /// - Errors: `DataFileError` naming the rows that break a rule
    func check(_ table: Table, _ source: any DataSource, _ located: LocatedSource) throws {
        guard !rules.isEmpty else { return }
        var check = ContractCheck(self)
        check.look(at: table, firstRow: 0)
        let broken = check.finish(columns: table.schema)
        guard broken.count > 0 else { return }
        let path = located.files.count == 1 ? located.name : type(of: source).name
        let csv = located.files.count == 1 ? source as? CSVSource : nil
        throw broken.error(file: path.isEmpty ? "the data" : path, options: csv?.options)
    }
}

/// Rules that rows have broken: the first 20, and how many there are.
package struct BrokenRules: Sendable {
    package struct Violation: Sendable, Equatable {
        /// Counted from 0; nil where no single row is to blame.
        package var row: Int?
        package var column: String
        package var message: String
    }

    package private(set) var shown: [Violation] = []
    package private(set) var count = 0

    mutating func add(_ row: Int?, _ column: String, _ message: @autoclosure () -> String) {
        count += 1
        if shown.count < DataFileError.shownLimit {
            shown.append(Violation(row: row, column: column, message: message()))
        }
    }

    /// - Parameter options: how the file is read, to find the lines of the rows; nil for files without lines
    package func error(file: String, options: CSVOptions?) -> DataFileError {
        let rows = shown.compactMap(\.row).sorted()
        let lines = options.map { RecordLines.lines(of: rows, in: file, options: $0) } ?? [:]
        let problems = shown.map { violation in
            let place = violation.row.map { ", in data row \($0) (counted from 0)" } ?? ""
            return DataFileProblem(
                line: violation.row.flatMap { lines[$0] }, columnName: violation.column,
                violation.message + place)
        }
        return DataFileError(
            file: file, problems: problems, count: count,
            help: "repair the rows, or change the contract under data.columns")
    }
}

/// The lines that records of a delimited file begin on.
enum RecordLines {
    /// - Parameter rows: counted from 0, ascending
    /// - Limits: reads the file again up to the last of them; empty when that fails
    static func lines(of rows: [Int], in path: String, options: CSVOptions) -> [Int: Int] {
        guard path != "-", let reader = try? CSVChunkReader(path: path, options: options) else { return [:] }
        var lines: [Int: Int] = [:]
        var next = 0
        for row in rows where lines[row] == nil {
            if row > next {
                guard (try? reader.skip(row - next)) != nil else { return lines }
                next = row
            }
            lines[row] = reader.nextLine
        }
        return lines
    }
}
