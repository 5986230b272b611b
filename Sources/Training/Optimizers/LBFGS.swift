import Graph
import Kernels
import Spec

package struct LBFGS: Optimizer {
    package static let name = "lbfgs"
    package static let about = """
        Steps along the gradient times an inverse Hessian estimated from the last steps.

            s = last step,  y = change of the gradient over it;  the pair is kept when y's > 1e-10
            direction d: the two-loop recursion over the last pairs, from y's / y'y of the newest
            first step: d = -g,  length lr · min(1, 1 / ‖g‖₁);  afterwards p ← p + lr · d
            no step when max |g| ≤ tolerance_grad or d'g > -tolerance_change

        - Limits: one step per batch without a line search: for `batch_size: all` and smooth losses; lower
          `lr` when it diverges. The state is 2 · history + 2 arrays as large as the parameters. No weight
          decay (use the penalty `l2`) and no parameter groups
        - Source: Nocedal and Wright, "Numerical optimization", 2nd edition, algorithm 7.4; PyTorch `LBFGS`
          with max_iter 1
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let history: Int
    package let gradientTolerance: Double
    package let changeTolerance: Double

    package init(reading fields: inout FieldReader) {
        let rate = fields.double(
            "lr", aliases: ["learning_rate"], default: 1, in: .nonNegative, "Length of a step.")
        rates = OptimizerRates(learningRate: rate)
        history = fields.int(
            "history", aliases: ["history_size"], default: 10, in: .closed(1, 50),
            "Pairs of step and change of gradient that are remembered.")
        gradientTolerance = fields.double(
            "tolerance_grad", default: 1e-7, in: .nonNegative,
            "No step when no element of the gradient is larger.")
        changeTolerance = fields.double(
            "tolerance_change", default: 1e-9, in: .nonNegative,
            "No step when the objective would fall by less, to first order.")
    }

    package init(
        learningRate: Double = 1, history: Int = 10, gradientTolerance: Double = 1e-7,
        changeTolerance: Double = 1e-9
    ) {
        rates = OptimizerRates(learningRate: learningRate)
        self.history = history
        self.gradientTolerance = gradientTolerance
        self.changeTolerance = changeTolerance
    }

    /// The newest pair has the number 0.
    package var slots: [String] {
        ["gradient", "step"] + (0..<history).map { "step_\($0)" } + (0..<history).map { "change_\($0)" }
    }

    package let scalars = ["lr", "is_first", "tolerance_grad", "tolerance_change"]

    package var programKey: String { "lbfgs \(history)" }

    package func writeScalars(step: Int, rates: StepRates, into values: UnsafeMutablePointer<Double>) {
        values[0] = rates.learningRate
        values[1] = step == 0 ? 1 : 0
        values[2] = gradientTolerance
        values[3] = changeTolerance
    }

    package func update(_ array: OptimizerArray) throws -> OptimizerResult {
        let graph = array.graph
        let gradient = array.gradient
        let (steps, changes) = try remembered(array)
        let direction = try direction(gradient, steps, changes, graph)
        let one = try graph.constant(1)
        let size = try sum(graph.absolute(gradient), graph)  // [T, 1]
        let cautious = try graph.minimum(one, graph.divide(one, graph.maximum(size, graph.constant(1e-300))))
        let length = try graph.multiply(
            array.scalar("lr"), graph.select(array.scalar("is_first"), cautious, one))
        let largest = try graph.reduceMaximum(graph.absolute(gradient), axes: [1], keepDimensions: true)
        let descent = try graph.negate(dot(gradient, direction, graph))
        let isSteep = try graph.less(array.scalar("tolerance_grad"), largest)
        let isUseful = try graph.lessOrEqual(array.scalar("tolerance_change"), descent)
        let moves = try graph.multiply(isSteep, isUseful)
        let step = try graph.select(moves, graph.multiply(length, direction), graph.constant(0))
        return OptimizerResult(
            parameter: try graph.add(array.parameter, step), slots: [gradient, step] + steps + changes)
    }

    /// The pairs with that of the last step taken in, newest first.
    private func remembered(_ array: OptimizerArray) throws -> (steps: [Tensor], changes: [Tensor]) {
        let graph = array.graph
        let step = try array.slot("step")
        let change = try graph.subtract(array.gradient, array.slot("gradient"))
        let isNew = try graph.less(graph.constant(1e-10), dot(change, step, graph))  // [T, 1]
        func shifted(_ newest: Tensor, _ name: String) throws -> [Tensor] {
            try (0..<history).map { index in
                let later = index == 0 ? newest : try array.slot("\(name)_\(index - 1)")
                return try graph.select(isNew, later, array.slot("\(name)_\(index)"))
            }
        }
        return (try shifted(step, "step"), try shifted(change, "change"))
    }

    /// The two-loop recursion; pairs not yet there are zeros and change nothing.
    private func direction(
        _ gradient: Tensor, _ steps: [Tensor], _ changes: [Tensor], _ graph: Graph
    ) throws -> Tensor {
        let (zero, one) = (try graph.constant(0), try graph.constant(1))
        let products = try zip(steps, changes).map { try dot($0, $1, graph) }  // y's, [T, 1]
        let inverses = try products.map { product in
            let isThere = try graph.less(zero, product)
            return try graph.select(isThere, graph.divide(one, graph.select(isThere, product, one)), zero)
        }
        var rest = try graph.negate(gradient)
        var shares: [Tensor] = []
        for (index, step) in steps.enumerated() {
            let share = try graph.multiply(dot(step, rest, graph), inverses[index])
            shares.append(share)
            rest = try graph.subtract(rest, graph.multiply(share, changes[index]))
        }
        let length = try dot(changes[0], changes[0], graph)
        let isThere = try graph.less(zero, length)
        let ratio = try graph.divide(products[0], graph.select(isThere, length, one))
        var result = try graph.multiply(graph.select(isThere, ratio, one), rest)
        for index in steps.indices.reversed() {
            let share = try graph.multiply(dot(changes[index], result, graph), inverses[index])
            let missing = try graph.subtract(shares[index], share)
            result = try graph.add(result, graph.multiply(missing, steps[index]))
        }
        return result
    }

    private func dot(_ a: Tensor, _ b: Tensor, _ graph: Graph) throws -> Tensor {
        try sum(graph.multiply(a, b), graph)
    }

    private func sum(_ values: Tensor, _ graph: Graph) throws -> Tensor {
        try graph.reduceSum(values, axes: [1], keepDimensions: true)
    }
}
