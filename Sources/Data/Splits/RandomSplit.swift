import Kernels
import Spec

/// Assigns rows to parts at random, in given shares.
///
///     order = random permutation of the n rows, from the seed's stream `split`
///     sizes by largest remainder: floor(n·share), and one more for the largest fractions until they add up to n
///     train = the first rows of the order, val the next, test the next; inside a part rows keep the file's order
///
/// - Fields: parts (train and any of val, test; shares that sum to 1, or whole numbers of rows)
/// - Limits: changing the model, the target or later steps never changes the split; another number of rows does
/// - Errors: shares that do not sum to 1, no part `train`, a part that would have no rows
package struct RandomSplit: Split {
    package static let name = "random"
    package static let aliases: [String] = []
    package static let summary = "Assigns rows to train, val and test at random, in given shares."
    package static let documentation = """
        random: {train: 0.8, val: 0.1, test: 0.1}

        Shares must sum to 1; sizes are found by largest remainder, so that they add up to all rows. Whole numbers
        are numbers of rows; rows beyond their sum are left out, with a warning. `validation` is another name of
        `val`. The order is a random permutation from the seed's stream `split`: changing the model, the target or
        anything after the last step that removes rows never changes it. Inside a part rows keep the file's order.

        Errors: shares that do not sum to 1, no part `train`, a part without rows.
        """
    package static let primaryField: String? = "parts"

    package let place: Origin
    package let parameters: SpecContent
    /// In the order train, val, test.
    package let parts: [(name: String, amount: Double)]
    /// Whether the amounts are numbers of rows rather than shares.
    package let areCounts: Bool

    private static let order = ["train", "val", "test"]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        let entries = fields.doubleMap(
            "parts", in: .positive, "share or number of rows of train, val (or validation) and test")
        var parts: [(name: String, amount: Double)] = []
        for entry in entries {
            let name = entry.key == "validation" ? "val" : entry.key
            if !RandomSplit.order.contains(name) {
                fields.report(RandomSplit.unknownPart(entry.key, at: entry.origin))
            } else if parts.contains(where: { $0.name == name }) {
                fields.report(
                    Diagnostic("field-twice", "the part '\(name)' is given twice", at: entry.origin))
            } else {
                parts.append((name, entry.value))
            }
        }
        let sum = parts.reduce(0) { $0 + $1.amount }
        let areShares = abs(sum - 1) <= 1e-9
        areCounts = !areShares && parts.allSatisfy { $0.amount == $0.amount.rounded() }
        if !entries.isEmpty && !areShares && !areCounts {
            fields.report(
                Diagnostic(
                    "bad-shares", "the shares sum to \(RandomSplit.text(sum)), not to 1",
                    at: fields.origin(of: "parts"),
                    help: "make them sum to 1, or write whole numbers of rows"))
        }
        if !entries.isEmpty && !parts.contains(where: { $0.name == "train" }) {
            fields.report(
                Diagnostic(
                    "missing-field", "the split has no part 'train'", at: fields.origin(of: "parts"),
                    help: "add train: with its share"))
        }
        self.parts = RandomSplit.order.compactMap { name in parts.first { $0.name == name } }
        parameters = fields.resolved.content
    }

    package var partNames: [String] { parts.map(\.name) }
    package var usesSeed: Bool { true }

    package func assign(_ table: Table, seed: UInt64) throws -> RowAssignment {
        let sizes = try partSizes(rows: table.rowCount)
        var order = [Int32](repeating: 0, count: table.rowCount)
        let key = RandomKey(seed: seed, stream: .split)
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            Permutation.fill(base, count: order.count, key: key, position: RandomPosition())
        }
        var start = 0
        return RowAssignment(
            parts: zip(parts, sizes).map { part, size in
                defer { start += size }
                return RowAssignment.Part(name: part.name, rows: order[start..<(start + size)].sorted())
            })
    }

    /// How many rows each part gets of `rows`.
    ///
    /// - Errors: `StepFailure` when a part gets none, or more rows are asked for than there are.
    package func partSizes(rows: Int) throws -> [Int] {
        let sizes = areCounts ? parts.map { Int($0.amount) } : RandomSplit.shared(rows, parts.map(\.amount))
        let sum = sizes.reduce(0, +)
        if sum > rows {
            throw StepFailure("the split asks for \(sum) rows where there are \(rows)")
        }
        for (part, size) in zip(parts, sizes) where size == 0 {
            throw StepFailure(
                "the part '\(part.name)' would have no rows: its share of \(rows) rows is "
                    + RandomSplit.text(part.amount),
                help: "raise its share, or leave the part out")
        }
        return sizes
    }

    /// Largest remainder: whole parts first, then one each by the size of the fraction, earlier parts first.
    static func shared(_ rows: Int, _ shares: [Double]) -> [Int] {
        // A fraction such as 0.1 · 30 = 3.0000000000000004 must not decide: remainders are compared rounded.
        let exact = shares.map { share in (share * Double(rows) * 1e6).rounded() / 1e6 }
        var sizes = exact.map { Int($0) }
        let byRemainder = sizes.indices.sorted { left, right in
            let first = exact[left] - Double(sizes[left])
            let second = exact[right] - Double(sizes[right])
            return first != second ? first > second : left < right
        }
        let missing = max(0, rows - sizes.reduce(0, +))
        for index in byRemainder.prefix(missing) { sizes[index] += 1 }
        return sizes
    }

    private static func unknownPart(_ name: String, at origin: Origin) -> Diagnostic {
        Diagnostic(
            "unknown-key", "a split has no part '\(name)'", at: origin,
            help: nearestName(to: name, in: order + ["validation"]).map { "did you mean '\($0)'?" },
            notes: ["parts: train, val (or validation), test"])
    }

    private static func text(_ value: Double) -> String {
        let rounded = (value * 1e9).rounded() / 1e9
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
    }
}
