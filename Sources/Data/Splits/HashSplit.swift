import Spec

package struct HashSplit: Split {
    package static let name = "hash"
    package static let about = """
        Assigns rows by a hash of a key: a row stays in its part when the data grow.

            u = first 53 bits of SHA-256(salt, key) / 2⁵³;  the part in whose stretch of [0, 1) u lies

        The key is one text for each value, whatever type its column was read as: 001, 1 and 1.0 are the
        same, so a row keeps its part when later rows turn a column of numbers into one of text. Rows of
        equal keys are in the same part, which depends neither on the seed nor on other rows.

        - Limits: sizes are random around the shares; a missing value is a key of its own
        - Errors: those of `random`; numbers of rows instead of shares; columns that are not there; a part
          without rows
        """
    package static let example: String? = "{hash: {parts: {train: 0.9, test: 0.1}, by: id}}"

    package let shares: SplitShares
    let columns: [String]
    let columnsOrigin: Origin
    let salt: String
    let keeps: Bool

    package init(reading fields: inout FieldReader) {
        shares = SplitShares(reading: &fields)
        columns = fields.requiredStrings("by", "Columns that make the key.")
        columnsOrigin = fields.origin(of: "by")
        salt = fields.string("salt", default: "", "Another text gives another split.")
        keeps = fields.bool("keep", default: true, "Whether the columns stay in the table.")
        if shares.areCounts && !shares.parts.isEmpty {
            fields.report(
                Diagnostic(
                    "bad-shares", "a hash gives shares of the rows, not numbers of them",
                    at: fields.origin(of: "parts")))
        }
    }

    package var partNames: [String] { shares.names }
    package var keepsNeighbours: Bool? { false }
    package var droppedColumns: [String] { keeps ? [] : columns }

    package func check(_ context: StepContext) throws {
        for column in columns { try context.require(column, at: columnsOrigin) }
    }

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        let keys = try columns.map { name in
            guard let column = table[name] else {
                throw StepFailure("the split needs the column '\(name)', which is not there")
            }
            return column.keyTexts()
        }
        var parts = shares.parts.map { _ in [Int32]() }
        for row in 0..<table.rowCount {
            let position = HashSplit.position(salt, keys.map { $0(row) })
            var end = 0.0
            var chosen = parts.count - 1
            for (index, part) in shares.parts.enumerated() {
                end += part.amount
                if position < end {
                    chosen = index
                    break
                }
            }
            parts[chosen].append(Int32(row))
        }
        for (part, rows) in zip(shares.parts, parts) where rows.isEmpty {
            throw StepFailure("the part '\(part.name)' has no rows", help: "raise its share")
        }
        return RowAssignment(
            parts: zip(shares.parts, parts).map { RowAssignment.Part(name: $0.name, rows: $1) })
    }

    /// In [0, 1).
    static func position(_ salt: String, _ key: [String?]) -> Double {
        // Lengths keep the parts apart, whatever characters are in them.
        let text = ([salt] + key.map { $0.map { "=\($0)" } ?? "" }).map { "\($0.utf8.count):\($0)" }.joined()
        return Double(FileHash.leadingBits(ofText: text) >> 11) * 0x1p-53
    }
}
