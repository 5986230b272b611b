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

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        numbers.add("is_first", step == 0 ? 1 : 0)
        numbers.add("tolerance_grad", gradientTolerance)
        numbers.add("tolerance_change", changeTolerance)
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let gradient = array.gradient
        let (steps, changes) = remembered(array)
        let direction = direction(gradient, steps, changes)
        let size = abs(gradient).rowSum()  // [T, 1]
        let cautious = minimum(1, 1 / maximum(size, 1e-300))
        let length = array.scalar("lr") * select(array.scalar("is_first"), cautious, 1)
        let largest = abs(gradient).maximum(axes: [1], keepDimensions: true)
        let descent = -dot(gradient, direction)
        let isSteep = array.scalar("tolerance_grad") .< largest
        let isUseful = array.scalar("tolerance_change") .<= descent
        let step = select(isSteep * isUseful, length * direction, 0)
        return OptimizerResult(
            parameter: array.parameter + step, slots: [gradient, step] + steps + changes)
    }

    /// The pairs with that of the last step taken in, newest first.
    private func remembered(_ array: OptimizerArray) -> (steps: [Tensor], changes: [Tensor]) {
        let step = array.slot("step")
        let change = array.gradient - array.slot("gradient")
        let isNew = 1e-10 .< dot(change, step)  // [T, 1]
        func shifted(_ newest: Tensor, _ name: String) -> [Tensor] {
            (0..<history).map { index in
                let later = index == 0 ? newest : array.slot("\(name)_\(index - 1)")
                return select(isNew, later, array.slot("\(name)_\(index)"))
            }
        }
        return (shifted(step, "step"), shifted(change, "change"))
    }

    /// The two-loop recursion; pairs not yet there are zeros and change nothing.
    private func direction(_ gradient: Tensor, _ steps: [Tensor], _ changes: [Tensor]) -> Tensor {
        let products = zip(steps, changes).map { dot($0, $1) }  // y's, [T, 1]
        let inverses = products.map { product in
            let isThere = 0 .< product
            return select(isThere, 1 / select(isThere, product, 1), 0)
        }
        var rest = -gradient
        var shares: [Tensor] = []
        for (index, step) in steps.enumerated() {
            let share = dot(step, rest) * inverses[index]
            shares.append(share)
            rest = rest - share * changes[index]
        }
        let length = dot(changes[0], changes[0])
        let isThere = 0 .< length
        let ratio = products[0] / select(isThere, length, 1)
        var result = select(isThere, ratio, 1) * rest
        for index in steps.indices.reversed() {
            let share = dot(changes[index], result) * inverses[index]
            result = result + (shares[index] - share) * steps[index]
        }
        return result
    }

    private func dot(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).rowSum() }
}

extension Tensor {
    /// The sum of each row, which stays an axis of size 1.
    fileprivate func rowSum() -> Tensor { sum(axes: [1], keepDimensions: true) }
}
