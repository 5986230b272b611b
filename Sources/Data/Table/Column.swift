/// The values of one column. Immutable; tables share columns.
package enum Column: Sendable {
    case numbers(NumberColumn)
    case categories(CategoryColumn)
    case text(TextColumn)
    case booleans(BooleanColumn)
    case tensors(TensorColumn)

    package var type: ColumnType {
        switch self {
        case .numbers: .number
        case .categories: .category
        case .text: .text
        case .booleans: .boolean
        case .tensors: .tensor
        }
    }

    package var count: Int {
        switch self {
        case .numbers(let column): column.count
        case .categories(let column): column.count
        case .text(let column): column.count
        case .booleans(let column): column.count
        case .tensors(let column): column.count
        }
    }

    package var missingCount: Int {
        switch self {
        case .numbers(let column): column.missingCount
        case .categories(let column): column.missingCount
        case .text(let column): column.missingCount
        case .booleans(let column): column.missingCount
        case .tensors: 0
        }
    }

    /// The values of the given rows, in their order.
    package func gathered(_ rows: [Int32]) -> Column {
        switch self {
        case .numbers(let column): .numbers(column.gathered(rows))
        case .categories(let column): .categories(column.gathered(rows))
        case .text(let column): .text(column.gathered(rows))
        case .booleans(let column): .booleans(column.gathered(rows))
        case .tensors(let column): .tensors(column.gathered(rows))
        }
    }

    /// The value as a person would write it; `nil` when missing.
    package func description(row: Int) -> String? {
        switch self {
        case .numbers(let column): column[row].map { "\($0)" }
        case .categories(let column): column[row]
        case .text(let column): column[row]
        case .booleans(let column): column[row].map { $0 ? "true" : "false" }
        case .tensors(let column): column.description(row: row)
        }
    }
}

/// What a column holds.
package enum ColumnType: String, Sendable, Codable, CaseIterable {
    case number, category, text, boolean
    /// Values of one fixed shape, such as images.
    case tensor
}
