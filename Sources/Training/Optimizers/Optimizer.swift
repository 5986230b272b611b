import Graph
import Kernels
import Spec

/// How parameters change, given their gradient.
///
/// Lifetime: read once. `update` is called once for each program built, and describes the change of one array
/// in graph operations; all parameters of all trials are that one array. `writeScalars` is called before
/// every step for every trial, on the training thread: it must neither allocate nor lock, and is a pure
/// function of the step, so that a resumed run takes the same steps.
///
/// Optimizers with equal `structure` differ in numbers only and can train in one stack.
package protocol Optimizer: SpecComponent {
    /// The learning rate a schedule starts from.
    var learningRate: Double { get }

    /// Names of the state arrays, each as large as the parameters and zero at first: `momentum`.
    var slots: [String] { get }

    /// Names of the numbers that may differ by step or trial; they are inputs of the program.
    var scalars: [String] { get }

    /// What the graph depends on.
    var structure: String { get }

    /// Writes one number for each of `scalars`.
    ///
    /// - Parameter step: steps finished so far; 0 for the first
    /// - Parameter learningRate: what the schedule gives for this step
    func writeScalars(step: Int, learningRate: Double, into values: UnsafeMutablePointer<Double>)

    /// The new parameter and state arrays.
    func update(_ array: OptimizerArray) throws -> OptimizerResult
}

/// One array to be updated. Every tensor but the scalars is [trials, parameters]; a scalar is [trials, 1].
package struct OptimizerArray {
    package let graph: Graph
    package let parameter: Tensor
    package let gradient: Tensor
    private let slots: [String: Tensor]
    private let scalars: [String: Tensor]

    package init(
        graph: Graph, parameter: Tensor, gradient: Tensor, slots: [String: Tensor], scalars: [String: Tensor]
    ) {
        self.graph = graph
        self.parameter = parameter
        self.gradient = gradient
        self.slots = slots
        self.scalars = scalars
    }

    package func slot(_ name: String) throws -> Tensor {
        guard let tensor = slots[name] else {
            throw LayerProblem("asks for a state '\(name)' it has not declared")
        }
        return tensor
    }

    package func scalar(_ name: String) throws -> Tensor {
        guard let tensor = scalars[name] else {
            throw LayerProblem("asks for a number '\(name)' it has not declared")
        }
        return tensor
    }
}

/// What one update gives.
package struct OptimizerResult {
    package var parameter: Tensor
    /// In the order of `slots`.
    package var slots: [Tensor]

    package init(parameter: Tensor, slots: [Tensor] = []) {
        self.parameter = parameter
        self.slots = slots
    }
}
