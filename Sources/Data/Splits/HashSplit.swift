import Spec

/// Assigns rows by a hash of a key: a row stays in its part when the data grow.
///
///     key = one text for each value, whatever type its column was read as (001, 1 and 1.0 are the same)
///     u = first 53 bits of SHA-256(salt, key) / 2^53; the part in whose stretch of [0, 1) u lies
///
/// - Fields: parts (shares, as `random`); by (columns that make the key); salt (text, another one gives another split);
///   keep (true: whether the columns stay)
/// - Limits: sizes are random around the shares; equal keys are in the same part; a missing value is a key of its own;
///   independent of the seed
/// - Errors: those of `random`; numbers of rows instead of shares; columns that are not there; a part without rows
package struct HashSplit: Split {
    package static let name = "hash"
    package static let summary =
        "Assigns rows by a hash of a key: a row stays in its part when the data grow."
    package static let documentation = """
        hash: {parts: {train: 0.9, test: 0.1}, by: id}

        The key is the text of the columns, in one form for each value: 001, 1 and 1.0 are the same key,
        and so a row keeps its part when later rows turn a column of numbers into one of text. Rows of
        equal keys are in the same part, and a row's part
        depends on its key and the `salt` alone, not on the seed or on other rows. Sizes are random
        around the shares.

        Errors: those of `random`; numbers of rows instead of shares; columns that are not there; a
        part without rows.
        """
    package static let example: String? = "{hash: {parts: {train: 0.9, test: 0.1}, by: id}}"

    package let place: Origin
    package let parameters: SpecContent
    package let shares: SplitShares
    let columns: [String]
    let columnsOrigin: Origin
    let salt: String
    let keeps: Bool

    package init(reading fields: inout FieldReader) {
        place = fields.place
        shares = SplitShares(reading: &fields)
        columns = fields.requiredStrings("by", "columns that make the key")
        columnsOrigin = fields.origin(of: "by")
        salt = fields.string("salt", default: "", "another text gives another split")
        keeps = fields.bool("keep", default: true, "whether the columns stay in the table")
        if shares.areCounts && !shares.parts.isEmpty {
            fields.report(
                Diagnostic(
                    "bad-shares", "a hash gives shares of the rows, not numbers of them",
                    at: fields.origin(of: "parts")))
        }
        parameters = fields.resolved.content
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
