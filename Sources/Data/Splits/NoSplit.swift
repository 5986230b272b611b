import Spec

package struct NoSplit: Split {
    package static let name = "none"
    package static let about = """
        Every row trains the model; nothing is left to judge it.

        The default when `data.split` is left out.

        - Errors: no rows at all
        """

    package init(reading fields: inout FieldReader) {
    }

    /// The split of a specification that has none.
    package static var standard: NoSplit { FieldReader.defaults(of: NoSplit.self) }

    package var partNames: [String] { ["train"] }
    package var keepsNeighbours: Bool? { true }

    package func check(_ context: StepContext) throws {}

    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        guard table.rowCount > 0 else { throw StepFailure("no rows are left to train on") }
        return RowAssignment(parts: [.init(name: "train", rows: Array(0..<Int32(table.rowCount)))])
    }
}
