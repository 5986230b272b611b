/// Name and type of a column, known before its rows are read.
package struct ColumnSchema: Sendable, Hashable {
    package var name: String
    package var type: ColumnType
    /// Why a column is not a number column although most of it looks like one: the first value that is none.
    package var remark: String?
    /// Whether the texts are whole numbers, all of them, that were kept as texts because a double does not hold each of
    /// them; `remark` has an example.
    package var holdsWholeNumbers = false
    /// The values of a category column, as far as they are known.
    package var levels: [String]?
    /// The shape of the values of a tensor column.
    package var shape: [Int]?
    /// What the numbers of a column are to a model.
    package var kind = FeatureKind.number

    package init(
        name: String, type: ColumnType, remark: String? = nil, levels: [String]? = nil, shape: [Int]? = nil
    ) {
        self.name = name
        self.type = type
        self.remark = remark
        self.levels = levels
        self.shape = shape
    }

    /// What a column shows of itself.
    package init(name: String, of column: Column, remark: String? = nil) {
        self.init(name: name, type: column.type, remark: remark)
        switch column {
        case .categories(let categories): levels = categories.levels
        case .tensors(let tensors): shape = tensors.shape
        case .numbers, .text, .booleans: break
        }
    }

    /// The names of the numbers a model sees of the column: its own, or `image[0]`, `image[1]` … for a tensor.
    package var elementNames: [String] {
        guard let shape else { return [name] }
        return (0..<shape.reduce(1, *)).map { "\(name)[\($0)]" }
    }
}

/// The columns of a table in their order, without the values. Every step predicts the schema it leaves behind.
package struct TableSchema: Sendable, Hashable {
    package private(set) var columns: [ColumnSchema]
    private var positions: [String: Int]
    /// Whether only the rows can tell which columns there are: after steps that make a column of every category or
    /// choose columns by their values. What is known before is a guess then.
    package var isProvisional: Bool

    package init(_ columns: [ColumnSchema], isProvisional: Bool = false) {
        self.columns = columns
        self.isProvisional = isProvisional
        positions = TableSchema.positions(of: columns)
    }

    package var names: [String] { columns.map(\.name) }

    package subscript(name: String) -> ColumnSchema? { positions[name].map { columns[$0] } }

    package func position(of name: String) -> Int? { positions[name] }

    package func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Replaces the column of that name where it stands, or appends it.
    package func setting(_ column: ColumnSchema) -> TableSchema {
        var changed = self
        changed.set(column)
        return changed
    }

    /// The same in place: the cost does not grow with the number of columns.
    mutating func set(_ column: ColumnSchema) {
        if let position = positions[column.name] {
            columns[position] = column
        } else {
            positions[column.name] = columns.count
            columns.append(column)
        }
    }

    package func selecting(_ names: [String]) -> TableSchema {
        TableSchema(names.compactMap { self[$0] }, isProvisional: isProvisional)
    }

    package func dropping(_ names: Set<String>) -> TableSchema {
        TableSchema(columns.filter { !names.contains($0.name) }, isProvisional: isProvisional)
    }

    /// Other columns in the place of one.
    package func replacing(_ name: String, with others: [ColumnSchema]) -> TableSchema {
        guard let position = positions[name] else { return self }
        var changed = columns
        changed.replaceSubrange(position...position, with: others)
        return TableSchema(changed, isProvisional: isProvisional)
    }

    /// Other columns in the place of each of several.
    func replacing(_ changes: [String: [ColumnSchema]]) -> TableSchema {
        TableSchema(columns.flatMap { changes[$0.name] ?? [$0] }, isProvisional: isProvisional)
    }

    /// More columns after the last one.
    package func appending(_ others: [ColumnSchema]) -> TableSchema {
        TableSchema(columns + others, isProvisional: isProvisional)
    }

    private static func positions(of columns: [ColumnSchema]) -> [String: Int] {
        Dictionary(columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
