import Spec

package struct StratifiedSplit: Split {
    package static let name = "stratified"
    package static let about = """
        Assigns rows at random, with nearly the same share of every class in each part.

        Classes come one after another, each in random order from the seed's stream `split`; every row goes
        to the part that is furthest behind its share. So a class has its share in every part up to a row or
        two. A column of numbers with more than `bins` distinct values is cut into that many bins of nearly
        equal size.

        - Limits: the parts' sizes are those of `random`; a class of fewer rows than parts is not in all of
          them; a missing value is a class
        - Errors: those of `random`; a column that is not there
        """
    package static let primaryField: String? = "parts"
    package static let example: String? = "{stratified: {train: 0.8, val: 0.1, test: 0.1}}"

    package let shares: SplitShares
    let column: String?
    let columnOrigin: Origin
    let bins: Int

    package init(reading fields: inout FieldReader) {
        shares = SplitShares(reading: &fields)
        column = fields.optionalString("by", "Column whose classes count; default the target.")
        columnOrigin = column == nil ? fields.place : fields.origin(of: "by")
        bins = fields.int("bins", default: 10, in: .closed(2, 10_000), "Classes made of a column of numbers.")
    }

    package var partNames: [String] { shares.names }
    package var usesSeed: Bool { true }
    package var usesTarget: Bool { column == nil }
    package var keepsNeighbours: Bool? { false }

    package func check(_ context: StepContext) throws {
        if column == nil {
            try context.requireOneTarget(
                for: Self.name, at: columnOrigin, help: "name the column whose classes count: by: COLUMN")
        }
        try context.require(column ?? context.target, at: columnOrigin)
    }

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        let sizes = try shares.sizes(of: table.rowCount)
        let classes = try Strata(table, column ?? target, bins: bins)
        var members = [[Int32]](repeating: [], count: classes.count)
        for row in RandomOrder.rows(table.rowCount, seed: seed) {
            members[classes.codes[Int(row)]].append(row)
        }
        let parts = StratifiedSplit.dealt(members.flatMap { $0 }, sizes)
        return RowAssignment(
            parts: zip(shares.parts, parts).map { RowAssignment.Part(name: $0.name, rows: $1.sorted()) })
    }

    /// Each row in its turn to the part that is furthest behind its share of the rows so far.
    private static func dealt(_ rows: [Int32], _ sizes: [Int]) -> [[Int32]] {
        // Rows beyond the sizes' sum, where those are numbers of rows, go to a part that nobody gets.
        let quotas = sizes + [rows.count - sizes.reduce(0, +)]
        var parts = quotas.map { _ in [Int32]() }
        for (index, row) in rows.enumerated() {
            var best = quotas.count - 1
            var largest = -Double.infinity
            for part in quotas.indices where parts[part].count < quotas[part] {
                let share = Double(quotas[part]) * Double(index + 1) / Double(rows.count)
                let deficit = share - Double(parts[part].count)
                if deficit > largest + 1e-9 {
                    best = part
                    largest = deficit
                }
            }
            parts[best].append(row)
        }
        return Array(parts.dropLast())
    }
}

extension StepContext {
    /// - Errors: `DataDiagnostics` when there is no such column
    func require(_ name: String, at origin: Origin) throws {
        if schema.contains(name) || schema.isProvisional { return }
        throw ColumnSelector.unknownColumn(name, in: schema, at: origin)
    }
}
