import Spec

package struct TimeSplit: Split {
    package static let name = "time"
    package static let about = """
        Assigns rows by time: the earliest train, the latest test.

        Numbers are compared as numbers. Texts are read as the times they are: written year first
        (2024-03-01, 2024-03-01T13:05+02:00, 2024-03, 2024-W09, 2024-Q1), as a time of day (13:05), or as
        `format` says in the signs of strftime, `"%d/%m/%Y"`. Other texts are refused, with the format that
        would read them; they are never put in order letter by letter. Where times have zones, moments are
        compared.

        `gap` leaves rows out at the end of every part but the last, so that windows over earlier rows do
        not overlap: `{parts: {train: 0.7, val: 0.15, test: 0.15}, column: date, gap: 7}`.

        - Limits: rows of equal time keep the file's order and may fall into two parts, as sizes count rows
        - Errors: those of `random`; texts that are not times; missing times; a gap that leaves a part
          without rows
        """
    package static let primaryField: String? = "parts"
    package static let example: String? = "{time: {train: 0.7, val: 0.15, test: 0.15}}"

    package let shares: SplitShares
    /// Nil for the order of the rows.
    package let timeOrder: TimeOrder?
    let gap: Int

    package init(reading fields: inout FieldReader) {
        shares = SplitShares(reading: &fields)
        timeOrder = fields.timeOrder()
        gap = fields.int("gap", default: 0, in: .closed(0, 1e9), "Rows left out between two parts.")
    }

    package var partNames: [String] { shares.names }
    package var keepsNeighbours: Bool? { true }

    package func check(_ context: StepContext) throws {
        try timeOrder?.check(context)
    }

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        let sizes = try shares.sizes(of: table.rowCount)
        let order = try timeOrder.sorted(Array(0..<Int32(table.rowCount)), of: table)
        var start = 0
        var parts: [RowAssignment.Part] = []
        for (index, (part, size)) in zip(shares.parts, sizes).enumerated() {
            let isLast = index == sizes.count - 1
            let end = start + size - (isLast ? 0 : gap)
            guard end > start else {
                throw StepFailure(
                    "a gap of \(gap) rows leaves the part '\(part.name)' of \(size) rows without any")
            }
            parts.append(RowAssignment.Part(name: part.name, rows: order[start..<end].sorted()))
            start += size
        }
        return RowAssignment(parts: parts)
    }
}
