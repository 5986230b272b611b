import Spec

/// Fills gaps with one value per column.
struct ImputeTransform: ColumnwiseTransform {
    enum Value: Codable, Sendable, Equatable {
        case number(Double)
        case text(String)
        case truth(Bool)

        func fits(_ type: ColumnType) -> Bool {
            switch (self, type) {
            case (.number, .number), (.truth, .boolean), (.text, .category), (.text, .text): true
            default: false
            }
        }
    }

    struct Filling: ColumnState {
        var name: String
        var value: Value
        /// Whether it had no gap and therefore gets no indicator; nil for no.
        var isComplete: Bool?
    }

    static let stepName = "impute"

    var columns: [Filling]
    let hasIndicator: Bool

    func outputs(of filling: Filling) -> [String] {
        hasIndicator && filling.isComplete != true
            ? [filling.name, filling.name + "_missing"] : [filling.name]
    }

    func apply(to table: Table) throws -> Table {
        try table.filling(columns, { outputs(of: $0).count > 1 }) { filling, column in
            guard filling.value.fits(column.type) else {
                throw StepFailure(
                    "'\(filling.name)' holds \(column.type.phrase) here and did not in training")
            }
            return ImputeTransform.filled(column, filling.value)
        }
    }

    private static func filled(_ column: Column, _ value: Value) -> Column {
        if column.missingCount == 0 { return column }
        switch (column, value) {
        case (.numbers(let numbers), .number(let value)):
            let storage = NumberStorage(uninitialized: numbers.count)
            let source = numbers.storage.pointer
            for row in 0..<numbers.count { storage.pointer[row] = source[row].isNaN ? value : source[row] }
            return .numbers(NumberColumn(storage: storage))
        case (.booleans(let booleans), .truth(let value)):
            return .booleans(BooleanColumn((0..<booleans.count).map { booleans[$0] ?? value }))
        case (.text(let texts), .text(let value)):
            return .text(TextColumn((0..<texts.count).map { texts[$0] ?? value }))
        case (.categories(let categories), .text(let value)):
            var levels = categories.levels
            let known = levels.firstIndex(of: value)
            if known == nil { levels.append(value) }
            let code = Int32(known ?? levels.count - 1)
            return .categories(
                CategoryColumn(codes: categories.codes.map { $0 < 0 ? code : $0 }, levels: levels))
        default: return column
        }
    }
}

extension ImputeTransform.Value: SpecDecodable {
    static var fieldType: FieldType { .anyOf([.number(.any), .text, .boolean]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .integer(let value): self = .number(Double(value))
        case .number(let value) where value.isFinite: self = .number(value)
        case .string(let text): self = .text(text)
        case .bool(let value): self = .truth(value)
        case .null, .number, .list, .map:
            diagnostics.report(.wrongType(expected: "a number, text or truth value", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent {
        switch self {
        case .number(let value): .number(value)
        case .text(let text): .string(text)
        case .truth(let value): .bool(value)
        }
    }
}

/// Fills gaps from the nearest row before or after.
struct ForwardFillTransform: ColumnwiseTransform, HistoryTransform {
    static let stepName = "fill"

    var columns: [String]
    let isForward: Bool
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    let hasIndicator: Bool
    /// Columns that had no gap and therefore get no indicator; nil for none.
    var complete: [String]?

    /// A gap may be as long as the data.
    var rowsOfHistory: Int { -1 }

    func outputs(of name: String) -> [String] {
        hasIndicator && complete?.contains(name) != true ? [name, name + "_missing"] : [name]
    }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: ImputeTransform.stepName)
        return try table.filling(columns, { outputs(of: $0).count > 1 }) { _, column in
            // Every row gets the values of the row that fills it.
            column.missingCount == 0 ? column : column.gathered(sources(of: column, groups))
        }
    }

    private func sources(of column: Column, _ groups: RowGroups) -> [Int32] {
        var sources = [Int32](repeating: 0, count: column.count)
        var nearest: Int32?
        let order = groups.order
        for row in isForward ? order : order.reversed() {
            let isFirst = groups.row(isForward ? 1 : -1, before: Int(row)) == nil
            if isFirst { nearest = nil }
            if !column.isMissing(Int(row)) { nearest = row }
            sources[Int(row)] = nearest ?? row
        }
        return sources
    }
}

extension Table {
    /// Columns filled in their places; indicators after the last column.
    fileprivate func filling<Entry: ColumnState>(
        _ entries: [Entry], _ hasIndicator: (Entry) -> Bool, _ fill: (Entry, Column) throws -> Column
    ) throws -> Table {
        var table = self
        var indicators: [(name: String, column: Column)] = []
        for entry in entries {
            guard let column = self[entry.name] else {
                throw StepFailure("'impute' needs the column '\(entry.name)', which is not there")
            }
            let filled = try fill(entry, column)
            if hasIndicator(entry) { indicators.append((entry.name + "_missing", column.missingIndicator)) }
            if column.missingCount > 0 { try table.set(entry.name, filled) }
        }
        return try table.appending(indicators)
    }
}

extension Column {
    /// Whether a row has no value.
    package func isMissing(_ row: Int) -> Bool {
        switch self {
        case .numbers(let column): column.storage.pointer[row].isNaN
        case .categories(let column): column.codes[row] < 0
        case .text(let column): column.validity.map { !$0[row] } ?? false
        case .booleans(let column): column.validity.map { !$0[row] } ?? false
        case .tensors: false
        }
    }

    /// 1 where a value is missing, 0 elsewhere.
    var missingIndicator: Column {
        let storage = NumberStorage(uninitialized: count)
        for row in 0..<count { storage.pointer[row] = isMissing(row) ? 1 : 0 }
        return .numbers(NumberColumn(storage: storage))
    }
}
