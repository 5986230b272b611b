import Kernels

/// A row loop with places: see `RowLoopPattern`. Outputs are unrolled: a value with a number for each output is as many
/// values, so that a softmax is a few loops over rows.
struct RowLoopInstruction {
    /// What a step reads.
    enum Operand: Hashable {
        /// An output of the product.
        case product(Int)
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
        /// Nil for the sum of all operands, which is made in double precision.
        var code: ElementwiseOpcode?
        var operands: [Operand]
    }

    /// A table the rows come from; `stackStride` is 0 when row numbers say which rows.
    struct Table {
        var location: Location
        var rowStride: Int
        var stackStride: Int
        var columns: Int
    }

    /// A place with an element per trial, and per row and output where there are any.
    struct Place {
        var location: Location
        var trialStride: Int
        /// From row to row; of the weights and their gradients, from feature to feature.
        var rowStride = 0
        var outputStride = 0
    }

    /// A result computed from the product or steps' values, one for each output or one.
    struct Result {
        var values: [Operand]
        var target: Place
    }

    var trials: Int
    var stacks: Int
    var batch: Int
    var features: Int
    var outputs: Int
    var isNarrow: Bool
    /// The rows of x, then the columns gathered along.
    var tables: [Table]
    /// Rows in each table.
    var tableRows: Int
    /// Whether the tables may be kept in another layout.
    var isFixed: Bool
    /// Row numbers [stacks, batch]; nil when the batch is the whole table.
    var rows: Location?
    var weights: Place
    var steps: [Step] = []
    var trialScalars: [Place] = []
    var rowOperands: [Place] = []
    var sums: [Result] = []
    var gradients: [Result] = []
    var stores: [Result] = []

    /// Rows of a block of a loop that is not narrow: as many terms as a matrix product adds in one go.
    static let wideBlockRows = 512

    /// Steps that share an exponential: the first of a pair leads to the second.
    var sharedExponentials: [Int: Int] {
        SharedExponential.pairs(steps.map { ($0.code ?? .copy, $0.operands) })
    }

    /// Every place the loop touches.
    var locations: [Location] {
        var result = tables.map(\.location) + [weights.location]
        if let rows { result.append(rows) }
        result += trialScalars.map(\.location) + rowOperands.map(\.location)
        result += (sums + gradients + stores).map(\.target.location)
        for step in steps {
            for case .scalar(let location) in step.operands { result.append(location) }
        }
        return result
    }
}

extension RowLoopInstruction: Instruction {
    func text(in plan: Plan) -> String {
        let source = rows == nil ? "rows" : "gathered rows"
        let codes = steps.map { step in step.code.map { "\($0)" } ?? "sum" }.joined(separator: " ")
        let results = "\(sums.count) sums, \(gradients.count) gradients, \(stores.count) stores"
        return
            "row loop over \(stacks) x \(batch) \(source) of \(features), \(outputs) outputs, \(trials) trials: "
            + "\(codes); \(results)"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (pool, program) = (resolver.pool, resolver.rowLoop(self))
        return ResolvedInstruction(canShare: program.pointee.pieces > 1) { program.pointee.run(on: pool) }
    }
}
