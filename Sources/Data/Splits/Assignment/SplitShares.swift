import Spec

/// The parts of a split and how much of the rows each gets: shares that sum to 1, or whole numbers of rows.
package struct SplitShares: Sendable {
    /// In the order train, val, test.
    package let parts: [(name: String, amount: Double)]
    /// Whether the amounts are numbers of rows rather than shares.
    package let areCounts: Bool

    static let order = ["train", "val", "test"]

    package var names: [String] { parts.map(\.name) }

    /// Declares and reads the field `parts`.
    init(reading fields: inout FieldReader) {
        let entries = fields.doubleMap(
            "parts", in: .rightClosed(0, 1e9), keyAliases: ["validation": "val"],
            "Share or number of rows of train, val (or validation) and test.")
        var parts: [(name: String, amount: Double)] = []
        var isUnderstood = !entries.isEmpty
        for entry in entries {
            let name = entry.key == "validation" ? "val" : entry.key
            if !SplitShares.order.contains(name) {
                fields.report(SplitShares.unknownPart(entry.key, at: entry.origin))
                isUnderstood = false
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
        if isUnderstood && !areShares && !areCounts {
            fields.report(
                Diagnostic(
                    "bad-shares", "the shares sum to \(SplitShares.text(sum)), not to 1",
                    at: fields.origin(of: "parts"),
                    help: "make them sum to 1, or write whole numbers of rows"))
        }
        if isUnderstood && !parts.contains(where: { $0.name == "train" }) {
            fields.report(
                Diagnostic(
                    "missing-field", "the split has no part 'train'", at: fields.origin(of: "parts"),
                    help: "add train: with its share"))
        }
        self.parts =
            isUnderstood ? SplitShares.order.compactMap { name in parts.first { $0.name == name } } : []
    }

    /// How many rows each part gets of `rows`.
    ///
    /// - Errors: `StepFailure` when a part gets none, or more rows are asked for than there are.
    func sizes(of rows: Int) throws -> [Int] {
        let sizes = areCounts ? parts.map { Int($0.amount) } : SplitShares.shared(rows, parts.map(\.amount))
        let sum = sizes.reduce(0, +)
        if sum > rows { throw StepFailure("the split asks for \(sum) rows where there are \(rows)") }
        for (part, size) in zip(parts, sizes) where size == 0 {
            throw StepFailure(
                "the part '\(part.name)' would have no rows: its share of \(rows) rows is "
                    + SplitShares.text(part.amount),
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

    static func unknownPart(_ name: String, at origin: Origin) -> Diagnostic {
        Diagnostic(
            "unknown-key", "a split has no part '\(name)'", at: origin,
            help: nearestName(to: name, in: order + ["validation"]).map { "did you mean '\($0)'?" },
            notes: ["parts: train, val (or validation), test"])
    }

    static func text(_ value: Double) -> String {
        let rounded = (value * 1e9).rounded() / 1e9
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
    }
}
