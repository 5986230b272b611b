import Graph
import Kernels

/// Which matrix of second derivatives a step divides by.
package enum Curvature: Sendable {
    /// The Hessian of the loss and the penalties.
    case hessian
    /// J' H J: J the derivatives of the outputs, H the Hessian of the loss as a function of the outputs; never negative
    /// for a convex loss. Penalties add their Hessian.
    case gaussNewton
}

/// An optimizer that needs all second derivatives of a step, and so is for small models.
///
/// The matrix is [trials, P, P], made by P copies of the model that differ in the direction of one derivative each.
package protocol SecondOrderOptimizer: Optimizer {
    var curvature: Curvature { get }

    /// What is added to the matrix's diagonal.
    var damping: Double { get }
}

extension SecondOrderOptimizer {
    package var slots: [String] { [] }

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        numbers.add("damping", damping)
    }

    /// Parameters such an optimizer takes at most: a step costs P copies of the model, and P³ for the solution.
    package static var parameterLimit: Int { 64 }

    /// One clause saying why the model cannot be trained so, or nil.
    package func refusal(for plan: ModelPlan, accumulate: Int) -> String? {
        if plan.parameterCount > Self.parameterLimit {
            return
                "is for at most \(Self.parameterLimit) parameters, but the model has \(plan.parameterCount)"
        }
        if plan.members > 1 { return "is for single models, but the model is an ensemble" }
        if plan.isRandom {
            return "needs the same loss for the same weights, but the model has a dropout layer"
        }
        if plan.states.count > 0 { return "cannot be used with layers that keep running statistics" }
        return accumulate > 1 ? "cannot gather gradients over several batches" : nil
    }

    /// (curvature + damping · I)⁻¹ gradient for each trial, by Gauss and Jordan's elimination without exchange of rows,
    /// which is stable for matrices that are positive definite.
    private func solution(_ array: OptimizerArray) -> Tensor {
        guard let make = array.curvature else {
            return array.graph.failed(
                LayerProblem("needs second derivatives, which this program does not give"))
        }
        let raw: Tensor
        do {
            raw = try make(curvature)
        } catch {
            return array.graph.failed(error)
        }
        let (trials, size) = (raw.shape[0], raw.shape[1])
        let damping = array.scalar("damping").reshaped(to: [trials, 1, 1])
        var matrix = raw + damping * array.graph.identity(size)
        var right = array.gradient.reshaped(to: [trials, size, 1])
        for pivot in 0..<size {
            let marks = (0..<size).map { $0 == pivot ? 1.0 : 0 }
            let isPivot = array.graph.constant(marks, [1, size, 1])
            let range = pivot..<pivot + 1
            let column = matrix.sliced(axis: 2, range: range)  // [T, P, 1]
            let row = matrix.sliced(axis: 1, range: range)  // [T, 1, P]
            let value = row.sliced(axis: 2, range: range)  // [T, 1, 1]
            let scaled = row / value
            let share = right.sliced(axis: 1, range: range) / value
            matrix = select(isPivot, scaled, matrix - column * scaled)
            right = select(isPivot, share, right - column * share)
        }
        return right.reshaped(to: [trials, size])
    }

    /// p - lr · solution
    package func update(_ array: OptimizerArray) -> OptimizerResult {
        OptimizerResult(parameter: array.parameter - array.scalar("lr") * solution(array))
    }
}

extension Graph {
    /// The identity matrix, [1, size, size].
    func identity(_ size: Int) -> Tensor {
        let values = (0..<size * size).map { $0 % (size + 1) == 0 ? 1.0 : 0 }
        return constant(values, [1, size, size])
    }
}
