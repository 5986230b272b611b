import Kernels

/// A row pass with places: see `RowPassPattern`.
struct PlannedRowPass {
    /// What a step reads.
    enum Operand: Hashable {
        /// The product's rows.
        case product
        /// A column gathered with the rows.
        case column(Int)
        /// A number of each trial: position in `trialScalars`.
        case trialScalar(Int)
        /// One number for all trials.
        case scalar(Location)
        /// A value of each row: position in `rowOperands`.
        case rows(Int)
        /// The result of a step.
        case step(Int)
    }

    struct Step {
        var code: ElementwiseOpcode
        var operands: [Operand]
    }

    /// A table the rows come from; `stackStride` is 0 when row numbers say which rows.
    struct Table {
        var location: Location
        var rowStride: Int
        var stackStride: Int
        var columns: Int
    }

    /// A place with one element per trial (and row).
    struct TrialPlace {
        var location: Location
        var trialStride: Int
        var rowStride = 0
    }

    /// A result computed from the product or a step's value.
    struct Result {
        var value: Operand
        var target: TrialPlace
    }

    var trials: Int
    var stacks: Int
    var batch: Int
    var features: Int
    /// The rows of x, then the columns gathered along.
    var tables: [Table]
    /// Rows in each table.
    var tableRows: Int
    /// Whether the tables may be kept in another layout.
    var isFixed: Bool
    /// Row numbers [stacks, batch]; nil when the batch is the whole table.
    var rows: Location?
    var weights: TrialPlace
    var steps: [Step] = []
    var trialScalars: [TrialPlace] = []
    var rowOperands: [TrialPlace] = []
    var sums: [Result] = []
    /// `rowStride` of the target is the distance of features.
    var gradients: [Result] = []
    var stores: [Result] = []
}
