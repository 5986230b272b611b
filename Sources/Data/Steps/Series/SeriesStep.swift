import Spec

/// A step that goes by the order of the rows, which is an order of time then.
protocol OrderedStep: Step {
    /// Rows from a row to the value that a column is afterwards, where the step makes that column of later values.
    func rowsAhead(of name: String) -> Int?
}

/// A step that appends columns made of earlier rows, of all rows or of those of each group.
protocol SeriesStep: ColumnwiseStep, OrderedStep {
    associatedtype Series: SeriesTransform
    /// Columns that name the series of a row; nil when all rows are one.
    var group: ColumnSelector? { get }
    var incomplete: IncompleteRows { get }
    func transform(_ names: [String], group: [String]?) -> Series
    /// A column that is made of another one.
    func appended(_ name: String, madeOf column: ColumnSchema) -> ColumnSchema
}

extension SeriesStep {
    func rowsAhead(of name: String) -> Int? { nil }

    func appended(_ name: String, madeOf column: ColumnSchema) -> ColumnSchema {
        ColumnSchema(name: name, type: .number)
    }

    private func transform(in context: StepContext) throws -> Series {
        transform(
            try names(in: context), group: try group?.resolve(.values, in: context, for: Self.name))
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: incomplete == .drop) { context in try transform(in: context) }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let transform = try transform(in: context)
        return context.schema.appending(
            transform.columns.flatMap { entry in
                let column = context.schema[entry.name] ?? ColumnSchema(name: entry.name, type: .number)
                return transform.outputs(of: entry).map { appended($0, madeOf: column) }
            })
    }
}

/// What is done with rows that have too few rows before (or after) them.
enum IncompleteRows: String, Codable, Sendable, CaseIterable {
    case drop, keep
}

/// What a series step becomes. New rows are all kept.
protocol SeriesTransform: ColumnwiseTransform, GroupedTransform {
    var incomplete: IncompleteRows { get set }
    /// How many rows of its series a result needs before its own.
    var rowsBefore: Int { get }
    /// What is made of a column, in the order of `outputs(of:)`.
    func made(of entry: Entry, in table: Table, _ groups: RowGroups) throws -> [Column]
}

extension SeriesTransform {
    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? rowsBefore : -1 }

    mutating func fitNewRows() { incomplete = .keep }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        let added = try columns.flatMap { entry in
            zip(outputs(of: entry), try made(of: entry, in: table, groups)).map { (name: $0, column: $1) }
        }
        return try table.appending(added).droppingIncomplete(
            before: incomplete == .drop ? rowsBefore : 0, after: 0, of: groups, for: Self.stepName)
    }
}

extension FieldReader {
    /// The field `group` of steps over the order of rows.
    mutating func groupSelector() -> ColumnSelector? {
        optionalValue("group", "Columns whose values name a series; values never cross from one to another.")
    }

    mutating func checkDistinct(_ values: [Int], _ name: String) {
        if Set(values).count < values.count || values.isEmpty {
            report(
                Diagnostic("repeated-value", "'\(name)' needs different values", at: origin(of: name)))
        }
    }
}
