import Kernels
import Spec

package struct RandomSplit: Split {
    package static let name = "random"
    package static let about = """
        Assigns rows to train, val and test at random, in given shares.

            order = random permutation of the n rows, from the seed's stream `split`
            train = the first rows of the order, val the next, test the next
            sizes = floor(n · share), and one more for the largest fractions until they add up to n

        Shares must sum to 1. Whole numbers are numbers of rows; rows beyond their sum are left out, with a
        warning. `validation` is another name of `val`. Inside a part rows keep the file's order.

        - Limits: changing the model, the target or anything after the last step that removes rows never
          changes the split; another number of rows does
        - Errors: shares that do not sum to 1, no part `train`, a part without rows
        """
    package static let primaryField: String? = "parts"
    package static let example: String? = "{random: {train: 0.8, val: 0.1, test: 0.1}}"

    package let shares: SplitShares

    package init(reading fields: inout FieldReader) {
        shares = SplitShares(reading: &fields)
    }

    package var partNames: [String] { shares.names }
    package var usesSeed: Bool { true }
    package var keepsNeighbours: Bool? { false }

    package func check(_ context: StepContext) throws {}

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        let sizes = try partSizes(rows: table.rowCount)
        let order = RandomOrder.rows(table.rowCount, seed: seed)
        // Which part a row is in, so that each part gets its rows in ascending order without sorting them.
        var partOf = [Int32](repeating: -1, count: table.rowCount)
        var start = 0
        for (part, size) in sizes.enumerated() {
            for row in order[start..<(start + size)] { partOf[Int(row)] = Int32(part) }
            start += size
        }
        var rows = sizes.map { size in
            var rows: [Int32] = []
            rows.reserveCapacity(size)
            return rows
        }
        for (row, part) in partOf.enumerated() where part >= 0 { rows[Int(part)].append(Int32(row)) }
        return RowAssignment(
            parts: zip(shares.parts, rows).map { RowAssignment.Part(name: $0.name, rows: $1) })
    }

    /// How many rows each part gets of `rows`.
    ///
    /// - Errors: `StepFailure` when a part gets none, or more rows are asked for than there are.
    package func partSizes(rows: Int) throws -> [Int] { try shares.sizes(of: rows) }
}

/// Random orders from the seed's stream `split`.
enum RandomOrder {
    /// - Parameter site: another number for each of several orders of one split
    static func rows(_ count: Int, seed: UInt64, site: Int = 0) -> [Int32] {
        rows(count, key: RandomKey(seed: seed, stream: .split), site: site)
    }

    static func rows(_ count: Int, key: RandomKey, site: Int = 0) -> [Int32] {
        var order = [Int32](repeating: 0, count: count)
        let position = RandomPosition(site: UInt32(truncatingIfNeeded: site))
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            Permutation.fill(base, count: order.count, key: key, position: position)
        }
        return order
    }
}
