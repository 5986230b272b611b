import Spec

package struct PredefinedSplit: Split {
    package static let name = "predefined"
    package static let about = """
        Follows the parts the source itself has.

        The default where the source has parts, such as separate files for training, validation and test.
        Where it has no such part, `val` and `test` take rows from the training rows, at random from the
        seed's stream `split`: `{predefined: {val: 0.1}}`.

        - Limits: rows a step removed are gone from their part; the others keep the file's order
        - Errors: a source without parts, a part without rows, a part that the source has as well
        """

    let val: Double?
    let test: Double?
    /// The parts of the source, told by the section that holds both.
    var sourceParts: [String] = ["train"]

    package init(reading fields: inout FieldReader) {
        val = fields.optionalDouble(
            "val", aliases: ["validation"], in: .positive,
            "Share (below 1) or number of training rows for val.")
        test = fields.optionalDouble(
            "test", in: .positive, "Share (below 1) or number of training rows for test.")
        for (name, amount) in [("val", val), ("test", test)] {
            guard let amount, amount >= 1, amount != amount.rounded() else { continue }
            fields.report(
                Diagnostic(
                    "bad-shares",
                    "\(SplitShares.text(amount)) is neither a share below 1 nor a number of rows",
                    at: fields.origin(of: name)))
        }
    }

    package static var standard: PredefinedSplit { FieldReader.defaults(of: PredefinedSplit.self) }

    package var partNames: [String] {
        let taken = [("val", val), ("test", test)].compactMap { $0.1 == nil ? nil : $0.0 }
        return SplitShares.order.filter { sourceParts.contains($0) || taken.contains($0) }
    }

    package var usesSeed: Bool { val != nil || test != nil }
    package var keepsNeighbours: Bool? { nil }

    package func check(_ context: StepContext) throws {}

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        guard !table.parts.isEmpty else {
            throw StepFailure(
                "the source has no parts of its own", help: "write source: {separate: {train: …, test: …}}")
        }
        var rows: [String: [Int32]] = [:]
        for row in 0..<table.rowCount {
            let id = table.rowId(row)
            guard let part = table.parts.first(where: { $0.rows.contains(id) }) else { continue }
            rows[part.name, default: []].append(Int32(row))
        }
        try take(from: &rows, seed)
        return RowAssignment(
            parts: try partNames.map { name in
                guard let part = rows[name], !part.isEmpty else {
                    throw StepFailure("the part '\(name)' has no rows")
                }
                return RowAssignment.Part(name: name, rows: part.sorted())
            })
    }

    private func take(from rows: inout [String: [Int32]], _ seed: UInt64) throws {
        let training = rows["train"] ?? []
        var order = RandomOrder.rows(training.count, seed: seed).map { training[Int($0)] }
        for (name, amount) in [("val", val), ("test", test)] {
            guard let amount else { continue }
            guard rows[name] == nil else {
                throw StepFailure(
                    "the source has a part '\(name)' already, and the split takes another from the training rows",
                    help: "leave one of them out")
            }
            let count = amount < 1 ? Int((amount * Double(training.count)).rounded()) : Int(amount)
            guard count > 0, count < order.count else {
                throw StepFailure(
                    "\(count) rows cannot be taken for '\(name)' from \(order.count) training rows")
            }
            rows[name] = Array(order.suffix(count))
            order.removeLast(count)
        }
        rows["train"] = order
    }
}
