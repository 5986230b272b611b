/// The columns of a table out of the tree that a Parquet file has.
///
///     leaf at the top                          a column of values
///     a group with one leaf, repeated once     lists: of numbers, a column of tensors
///     other groups                             refused by what they are
struct ParquetSchema {
    /// For each column, where its values are; nil for one that is refused.
    private(set) var leaves: [ParquetLeaf?] = []
    private(set) var columns: [ColumnarColumn] = []
    /// Leaves of the whole tree: the chunks of each group of rows.
    private(set) var leafCount = 0

    private let elements: [ParquetMetadata.SchemaElement]
    private var position = 0

    private static let deepest = 64

    init(_ elements: [ParquetMetadata.SchemaElement]) throws {
        self.elements = elements
        guard let root = elements.first, root.children >= 0 else { throw ThriftReader.damage }
        position = 1
        for _ in 0..<root.children { try addColumn() }
    }

    /// What was met below one child of the root.
    private struct Branch {
        var leaves: [ParquetLeaf?] = []
        var refusals: [String] = []
        var type = ""
        var isMap = false
        var groups = 0
    }

    private mutating func addColumn() throws {
        guard position < elements.count else { throw ThriftReader.damage }
        let element = elements[position]
        var branch = Branch()
        try walk(&branch, definition: 0, repetition: 0, depth: 0)
        let leaf = branch.leaves.count == 1 ? branch.leaves[0] : nil
        let logical = Self.logical(element)
        var column = ColumnarColumn(
            name: element.name, kind: .refused(branch.refusals.first ?? "holds nothing"), type: branch.type)
        column.isCategorical = logical == .enumeration
        if branch.isMap || logical == .map {
            column.kind = .refused("holds maps")
        } else if branch.leaves.count != 1 {
            column.kind = .refused(branch.groups > 0 ? "holds records" : "holds nothing")
        } else if let leaf {
            column.kind = Self.kind(leaf, groups: branch.groups)
        }
        if case .refused = column.kind { leaves.append(nil) } else { leaves.append(leaf) }
        columns.append(column)
    }

    private static func kind(_ leaf: ParquetLeaf, groups: Int) -> ColumnarColumn.Kind {
        switch (leaf.mostRepetition, leaf.form) {
        case (0, _) where groups > 0: return .refused("holds records")
        case (0, .boolean): return .boolean
        case (0, .number), (0, .decimalBytes): return .number
        case (0, .text), (0, .characters): return .text
        case (1, .number(let form)):
            switch form {
            case .float, .float16: return .tensor(.float32)
            default: return .tensor(.float64)
            }
        case (1, _): return .refused("holds lists of other things than numbers")
        default: return .refused("holds lists of lists")
        }
    }

    private mutating func walk(_ branch: inout Branch, definition: Int, repetition: Int, depth: Int) throws {
        guard position < elements.count, depth < Self.deepest else { throw ThriftReader.damage }
        let element = elements[position]
        position += 1
        let definition = definition + (element.repetition == 0 ? 0 : 1)
        let repetition = repetition + (element.repetition == 2 ? 1 : 0)
        let logical = Self.logical(element)
        guard element.children == 0 else {
            guard element.children > 0 else { throw ThriftReader.damage }
            branch.groups += 1
            branch.isMap = branch.isMap || logical == .map
            for _ in 0..<element.children {
                try walk(&branch, definition: definition, repetition: repetition, depth: depth + 1)
            }
            return
        }
        defer { leafCount += 1 }
        guard let type = element.type else {
            branch.leaves.append(nil)
            return
        }
        guard let physical = ParquetLeaf.Physical(rawValue: type) else { throw ThriftReader.damage }
        let width = ParquetLeaf.width(of: physical, length: element.typeLength)
        guard width >= 0, physical != .fixedBytes || (1...1 << 20).contains(width) else {
            throw ThriftReader.damage
        }
        branch.type = ParquetLeaf.name(physical, logical)
        let (form, refusal) = ParquetLeaf.form(physical, logical, width: width)
        guard let form else {
            branch.refusals.append(refusal)
            branch.leaves.append(nil)
            return
        }
        branch.leaves.append(
            ParquetLeaf(
                physical: physical, width: width, form: form, mostDefinition: definition,
                mostRepetition: repetition, index: leafCount))
    }

    private static func logical(_ element: ParquetMetadata.SchemaElement) -> ParquetLogicalType? {
        element.logical
            ?? element.converted.flatMap { ParquetLogicalType(converted: $0, scale: element.scale) }
    }
}
