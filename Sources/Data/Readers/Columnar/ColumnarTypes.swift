import Columnar

/// Columns as the types that a specification declares.
enum ColumnarTypes {
    /// - Errors: `ColumnarError` for values that do not fit
    static func changed(_ column: Column, to type: ColumnType?, _ name: String) throws -> Column {
        guard let type, type != column.type else { return column }
        let failure = ColumnarError(
            "holds \(column.type.phrase), which cannot be read as \(type.phrase)", column: name,
            help: "correct the type, or the file")
        guard column.type != .tensor else { throw failure }
        switch type {
        case .text: return .text(TextColumn(column.writtenTexts))
        case .category:
            guard let categories = column.asCategories else { break }
            return .categories(categories)
        case .number:
            if case .booleans(let truths) = column {
                return .numbers(
                    NumberColumn((0..<truths.count).map { row in truths[row].map { $0 ? 1 : 0 } }))
            }
            guard let numbers = column.parsedNumbers else { break }
            return .numbers(numbers)
        case .boolean:
            let truths = column.writtenTexts.map { text in text.map { truth($0) } }
            guard !truths.contains(where: { $0 == .some(nil) }) else { break }
            return .booleans(BooleanColumn(truths.map { $0 ?? nil }))
        case .tensor: break
        }
        throw failure
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "1": true
        case "false", "f", "no", "n", "0": false
        default: nil
        }
    }
}
