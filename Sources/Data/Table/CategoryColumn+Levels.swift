import Spec

extension Column {
    /// The column as categories: numbers and truth values by their text; `nil` for tensors.
    package var asCategories: CategoryColumn? {
        switch self {
        case .categories(let column): return column
        case .booleans(let column):
            let codes = (0..<column.count).map { row in
                column[row].map { $0 ? 1 : 0 } ?? CategoryColumn.missing
            }
            return CategoryColumn(codes: codes, levels: ["false", "true"])
        case .numbers(let column): return column.asCategories
        case .text(let column): return CategoryColumn((0..<column.count).map { column[$0] })
        case .tensors: return nil
        }
    }
}

extension NumberColumn {
    /// One level per distinct value, ascending.
    fileprivate var asCategories: CategoryColumn {
        let distinct = Set(values.lazy.filter { !$0.isNaN }).sorted()
        var codes: [Double: Int32] = [:]
        for (code, value) in distinct.enumerated() { codes[value] = Int32(code) }
        return CategoryColumn(
            codes: values.map { $0.isNaN ? CategoryColumn.missing : codes[$0] ?? CategoryColumn.missing },
            levels: distinct.map(numberText))
    }
}

extension CategoryColumn {
    /// A code for values that the list of levels does not have.
    static let unknown: Int32 = -2

    /// Codes into another list of levels; `missing` stays, a value the list does not have becomes `unknown`.
    func codes(in others: [String]) -> [Int32] {
        if others == levels { return codes }
        let position = Dictionary(
            others.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        let map = levels.map { position[$0] ?? CategoryColumn.unknown }
        return codes.map { $0 < 0 ? CategoryColumn.missing : map[Int($0)] }
    }

    /// How often each level occurs.
    package var counts: [Int] {
        var counts = [Int](repeating: 0, count: levels.count)
        for code in codes where code >= 0 { counts[Int(code)] += 1 }
        return counts
    }

    /// The levels that occur, in their order.
    package var occurringLevels: [String] {
        zip(levels, counts).compactMap { $1 > 0 ? $0 : nil }
    }
}

extension TrainingRows {
    /// A column of these rows as categories.
    ///
    /// - Errors: `StepFailure` when there is no such column, or it holds tensors
    func categories(_ name: String, for stepName: String) throws -> CategoryColumn {
        guard let column = table([name]).columns.first?.asCategories else {
            throw StepFailure("'\(stepName)' needs the column '\(name)', which is not there or holds tensors")
        }
        return column
    }
}

extension Table {
    /// A column that a transform was made for, as categories.
    func categories(_ name: String, for stepName: String) throws -> CategoryColumn {
        guard let column = self[name] else {
            throw StepFailure("'\(stepName)' needs the column '\(name)', which is not there")
        }
        guard let categories = column.asCategories else {
            throw StepFailure("'\(stepName)' takes columns of single values, and '\(name)' holds tensors")
        }
        return categories
    }

    /// What a category step says about a value it has not seen while it was fitted.
    func unknownCategory(_ name: String, _ stepName: String, row: Int, help: String) -> StepFailure {
        let value = self[name]?.description(row: row) ?? ""
        return StepFailure(
            "'\(value)', '\(name)' in data row \(rowId(row)) (counted from 0), does not occur in the training rows",
            help: help)
    }
}

extension ColumnSelector {
    /// The names of the columns chosen: single values, and not the target unless that is allowed.
    ///
    /// - Errors: `DataDiagnostics` for tensors, and for the target
    func resolveValues(in context: StepContext, for stepName: String, target: Bool = false) throws -> [String]
    {
        let names = try resolve(in: context)
        if let tensor = names.first(where: { context.schema[$0]?.type == .tensor }) {
            throw DataDiagnostics(
                "column-type", "'\(stepName)' takes columns of single values, and '\(tensor)' holds tensors",
                at: origin, help: "choose others, or leave it out with except:")
        }
        if !target, let changed = names.first(where: context.targets.contains) {
            throw DataDiagnostics(
                "target-is-feature", "'\(stepName)' would change the target '\(changed)'", at: origin,
                help: "leave it out: {columns: …, except: target}")
        }
        return names
    }

    /// Categories, truth values and text among the features.
    package static let categoricalFeatures = ColumnSelector(
        .except(
            ColumnSelector(.word(.categorical), origin: .defaultValue),
            ColumnSelector(.word(.target), origin: .defaultValue)), origin: .defaultValue)
}
