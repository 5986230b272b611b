import Spec

extension ColumnSelector {
    /// The names of the columns chosen, all of which must hold numbers.
    ///
    /// - Errors: `DataDiagnostics` naming the columns that do not, and why.
    func resolveNumbers(
        in context: StepContext, for stepName: String, tensors: Bool = false
    ) throws -> [String] {
        let names = try resolve(in: context)
        let others = names.compactMap { context.schema[$0] }.filter { column in
            column.type != .number && !(tensors && column.type == .tensor)
        }
        guard let first = others.first else { return names }
        let more = others.count > 1 ? " (and \(others.count - 1) more)" : ""
        throw DataDiagnostics(
            "column-type",
            "'\(stepName)' takes number columns, and '\(first.name)'\(more) holds \(first.type.phrase)",
            at: origin, help: "choose others, or leave them out with except:",
            notes: others.prefix(5).compactMap { column in column.remark.map { "'\(column.name)': \($0)" } })
    }
}

extension ColumnType {
    /// As part of a sentence: what a column of this type holds.
    package var phrase: String {
        switch self {
        case .number: "numbers"
        case .category: "categories"
        case .text: "text"
        case .boolean: "truth values"
        case .tensor: "tensors"
        }
    }
}

extension Table {
    /// A number column that a transform was made for.
    func numbers(_ name: String, for stepName: String) throws -> NumberColumn {
        switch self[name] {
        case .numbers(let column): return column
        case .some(let column):
            throw StepFailure("'\(stepName)' takes number columns, and '\(name)' holds \(column.type.phrase)")
        case nil: throw StepFailure("'\(stepName)' needs the column '\(name)', which is not there")
        }
    }
}
