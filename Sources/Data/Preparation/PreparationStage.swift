/// The data somewhere between the source and the matrices: what the next step needs, and what the steps before have
/// left for the run directory.
struct PreparationStage: Sendable {
    var table: Table
    /// The steps so far, as they were fitted.
    var entries: [Preprocessing.Entry]
    /// Which rows belong to which part; nil before the split.
    var assignment: RowAssignment?
    /// The columns of the source.
    var sourceColumns: [SourceColumn]
    /// The step that comes next, counted from 0.
    var nextStep: Int
    /// What was odd when the rows were assigned.
    var remarks = SplitRemarks()
    /// What the rows of the source held, for the reports of runs.
    var sourceProfile: String?
    /// The targets before they were changed.
    var original: OriginalTargets
    /// The number of each row's series, in one column, where a step went by groups; rows may have been removed since.
    var groups: Table?

    /// The beginning.
    init(source: Table, targets: Int) {
        table = source
        entries = []
        sourceColumns = source.schema.columns.map { SourceColumn(name: $0.name, type: $0.type) }
        nextStep = 0
        original = OriginalTargets(count: targets)
    }

    init(
        table: Table, entries: [Preprocessing.Entry], assignment: RowAssignment?,
        sourceColumns: [SourceColumn],
        nextStep: Int, remarks: SplitRemarks, sourceProfile: String?, original: OriginalTargets,
        groups: Table?
    ) {
        self.table = table
        self.entries = entries
        self.assignment = assignment
        self.sourceColumns = sourceColumns
        self.nextStep = nextStep
        self.remarks = remarks
        self.sourceProfile = sourceProfile
        self.original = original
        self.groups = groups
    }
}
