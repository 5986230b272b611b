import Spec

/// A member of the family `split`: which rows are for training, validation and test.
///
/// Lifetime: read from the specification once; `assign` is called once per preparation, after the last step that
/// changes rows and before the first fitted one.
package protocol Split: SpecComponent {
    /// The parts it makes: `train` and any of `val`, `test`, in this order.
    var partNames: [String] { get }
    /// Whether the result depends on the seed.
    var usesSeed: Bool { get }
    /// Whether the result depends on the target column.
    var usesTarget: Bool { get }
    /// Whether rows that follow one another stay in one part, but for a cut here and there; nil where the rows decide.
    var keepsNeighbours: Bool? { get }
    /// Columns that only served the split and are removed after it.
    var droppedColumns: [String] { get }
    /// By which column of times the parts follow one another; nil where they do not, or go by the order of the rows.
    var timeOrder: TimeOrder? { get }
    /// Judges the columns the split looks at, before any row is read.
    ///
    /// - Errors: `DataDiagnostics` for a column that is not there or has the wrong type.
    func check(_ context: StepContext) throws
    /// - Errors: `StepFailure` when a part would have no rows.
    func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment
}

extension Split {
    package var usesSeed: Bool { false }
    package var usesTarget: Bool { false }
    package var droppedColumns: [String] { [] }
    package var timeOrder: TimeOrder? { nil }
}
