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
}

extension SecondOrderOptimizer {
    /// Parameters such an optimizer takes at most: a step costs P copies of the model, and P³ for the solution.
    package static var parameterLimit: Int { 64 }

    /// One clause saying why the model cannot be trained so, or nil.
    package func refusal(for plan: ModelPlan, accumulate: Int) -> String? {
        if plan.parameterCount > Self.parameterLimit {
            return
                "is for at most \(Self.parameterLimit) parameters, but the model has \(plan.parameterCount)"
        }
        if plan.isRandom {
            return "needs the same loss for the same weights, but the model has a dropout layer"
        }
        if plan.states.count > 0 { return "cannot be used with layers that keep running statistics" }
        return accumulate > 1 ? "cannot gather gradients over several batches" : nil
    }

    /// (curvature + damping · I)⁻¹ gradient for each trial, by Gauss and Jordan's elimination without exchange of rows,
    /// which is stable for matrices that are positive definite.
    func solution(_ array: OptimizerArray) throws -> Tensor {
        let graph = array.graph
        guard let make = array.curvature else {
            throw LayerProblem("needs second derivatives, which this program does not give")
        }
        let raw = try make(curvature)
        let (trials, size) = (raw.shape[0], raw.shape[1])
        let damping = try graph.reshape(array.scalar("damping"), to: [trials, 1, 1])
        var matrix = try graph.add(raw, graph.multiply(damping, graph.identity(size)))
        var right = try graph.reshape(array.gradient, to: [trials, size, 1])
        for pivot in 0..<size {
            var marks = [Double](repeating: 0, count: size)
            marks[pivot] = 1
            let isPivot = try graph.constant(marks, [1, size, 1])
            let column = try graph.slice(matrix, axis: 2, range: pivot..<(pivot + 1))  // [T, P, 1]
            let row = try graph.slice(matrix, axis: 1, range: pivot..<(pivot + 1))  // [T, 1, P]
            let value = try graph.slice(row, axis: 2, range: pivot..<(pivot + 1))  // [T, 1, 1]
            let scaled = try graph.divide(row, value)
            let share = try graph.divide(graph.slice(right, axis: 1, range: pivot..<(pivot + 1)), value)
            matrix = try graph.select(
                isPivot, scaled, graph.subtract(matrix, graph.multiply(column, scaled)))
            right = try graph.select(isPivot, share, graph.subtract(right, graph.multiply(column, share)))
        }
        return try graph.reshape(right, to: [trials, size])
    }

    /// p - lr · solution
    package func update(_ array: OptimizerArray) throws -> OptimizerResult {
        let graph = array.graph
        let step = try graph.multiply(array.scalar("lr"), solution(array))
        return OptimizerResult(parameter: try graph.subtract(array.parameter, step))
    }
}

extension Graph {
    /// The identity matrix, [1, size, size].
    func identity(_ size: Int) throws -> Tensor {
        var values = [Double](repeating: 0, count: size * size)
        for index in 0..<size { values[index * size + index] = 1 }
        return try constant(values, [1, size, size])
    }
}
