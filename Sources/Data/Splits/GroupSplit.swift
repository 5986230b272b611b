import Spec

package struct GroupSplit: Split {
    package static let name = "group"
    package static let about = """
        Assigns whole groups of rows, so that no group stands in two parts.

        Rows of one patient, one user, one place stay together. Groups come in random order from the seed's
        stream `split`; each goes to the part that is furthest behind its share of the rows, so that sizes
        are as near to the shares as whole groups allow. Of the groups that do not fit any more the largest
        come first.

        - Limits: rows without a group are one group
        - Errors: those of `random`; a column that is not there; fewer groups than parts
        """
    package static let example: String? = "{group: {parts: {train: 0.8, test: 0.2}, by: patient}}"

    package let shares: SplitShares
    let column: String
    let columnOrigin: Origin
    let keeps: Bool

    package init(reading fields: inout FieldReader) {
        shares = SplitShares(reading: &fields)
        column = fields.requiredString("by", "The column whose values are the groups.")
        columnOrigin = fields.origin(of: "by")
        keeps = fields.bool("keep", default: false, "Whether the column stays in the table.")
    }

    package var partNames: [String] { shares.names }
    package var usesSeed: Bool { true }
    package var keepsNeighbours: Bool? { nil }
    package var droppedColumns: [String] { keeps ? [] : [column] }

    package func check(_ context: StepContext) throws { try context.require(column, at: columnOrigin) }

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        guard let categories = table[column]?.asCategories else {
            throw StepFailure("the split needs the column '\(column)', which is not there")
        }
        let groups = categories.levels.count
        var members = [[Int32]](repeating: [], count: groups + 1)
        for (row, code) in categories.codes.enumerated() {
            members[code < 0 ? groups : Int(code)].append(Int32(row))
        }
        let present = members.indices.filter { !members[$0].isEmpty }
        guard present.count >= shares.parts.count else {
            throw StepFailure("there are \(present.count) groups for \(shares.parts.count) parts")
        }
        let sizes = try shares.sizes(of: table.rowCount)
        var parts = sizes.map { _ in [Int32]() }
        for (turn, index) in RandomOrder.rows(present.count, seed: seed).enumerated() {
            let group = members[present[Int(index)]]
            // The last groups go to parts that have none yet.
            let empty = parts.indices.filter { parts[$0].isEmpty }
            let mustFill = present.count - turn <= empty.count
            let choices = mustFill ? empty : Array(parts.indices)
            let best = choices.max { left, right in
                sizes[left] - parts[left].count < sizes[right] - parts[right].count
            }
            if let best { parts[best] += group }
        }
        return RowAssignment(
            parts: zip(shares.parts, parts).map { RowAssignment.Part(name: $0.name, rows: $1.sorted()) })
    }
}
