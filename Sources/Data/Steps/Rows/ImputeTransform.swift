import Spec

/// Fills gaps with one value per column.
struct ImputeTransform: Transform {
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

    struct Filling: Codable, Sendable {
        var name: String
        var value: Value
    }

    static let stepName = "impute"

    let columns: [Filling]
    let hasIndicator: Bool

    func apply(to table: Table) throws -> Table {
        var result = table
        var indicators: [(name: String, column: Column)] = []
        for filling in columns {
            guard let column = table[filling.name] else {
                throw StepFailure("'impute' needs the column '\(filling.name)', which is not there")
            }
            guard filling.value.fits(column.type) else {
                throw StepFailure(
                    "'\(filling.name)' holds \(column.type.phrase) here and did not in training")
            }
            if hasIndicator {
                indicators.append((filling.name + "_missing", .numbers(column.missingIndicator)))
            }
            if column.missingCount > 0 {
                try result.set(filling.name, ImputeTransform.filled(column, filling.value))
            }
        }
        return try result.appending(indicators)
    }

    private static func filled(_ column: Column, _ value: Value) -> Column {
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

    func inputs(for outputs: Set<String>) -> Set<String> {
        guard hasIndicator else { return outputs }
        return inputs(for: outputs, making: columns.map { ($0.name, [$0.name, $0.name + "_missing"]) })
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        if hasIndicator {
            absent.formUnion(columns.map(\.name).filter(absent.contains).map { $0 + "_missing" })
        }
        return kept.isEmpty ? nil : ImputeTransform(columns: kept, hasIndicator: hasIndicator)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
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
struct FillTransform: HistoryTransform {
    static let stepName = "fill"

    let columns: [String]
    let isForward: Bool
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    let hasIndicator: Bool

    /// A gap may be as long as the data.
    var rowsOfHistory: Int { -1 }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: ImputeTransform.stepName)
        var result = table
        var indicators: [(name: String, column: Column)] = []
        for name in columns {
            guard let column = table[name] else {
                throw StepFailure("'impute' needs the column '\(name)', which is not there")
            }
            if hasIndicator { indicators.append((name + "_missing", .numbers(column.missingIndicator))) }
            guard column.missingCount > 0 else { continue }
            // Every row gets the values of the row that fills it.
            try result.set(name, column.gathered(sources(of: column, groups)))
        }
        return try result.appending(indicators)
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

    func inputs(for outputs: Set<String>) -> Set<String> {
        let made = columns.map { ($0, hasIndicator ? [$0, $0 + "_missing"] : [$0]) }
        return inputs(for: outputs, making: made, shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        // Without their groups the gaps cannot be filled, and the columns are not what the model knows.
        if let group, !absent.isDisjoint(with: group) { absent.formUnion(columns) }
        let kept = columns.filter { !absent.contains($0) }
        if hasIndicator { absent.formUnion(columns.filter(absent.contains).map { $0 + "_missing" }) }
        guard !kept.isEmpty else { return nil }
        return FillTransform(columns: kept, isForward: isForward, group: group, hasIndicator: hasIndicator)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}

extension Column {
    /// Whether a row has no value.
    func isMissing(_ row: Int) -> Bool {
        switch self {
        case .numbers(let column): column.storage.pointer[row].isNaN
        case .categories(let column): column.codes[row] < 0
        case .text(let column): column.validity.map { !$0[row] } ?? false
        case .booleans(let column): column.validity.map { !$0[row] } ?? false
        case .tensors: false
        }
    }

    /// 1 where a value is missing, 0 elsewhere.
    var missingIndicator: NumberColumn {
        let storage = NumberStorage(uninitialized: count)
        for row in 0..<count { storage.pointer[row] = isMissing(row) ? 1 : 0 }
        return NumberColumn(storage: storage)
    }
}
