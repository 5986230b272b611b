import Graph
import Kernels
import Spec

/// How parameters change, given their gradient.
///
/// Lifetime: read once. `update` is called once for each program built, and describes the change of one array in graph
/// operations; all parameters of all trials are that one array. `writeScalars` is called before every update for every
/// trial and parameter group, on the training thread: it must neither allocate nor lock, and is a pure function of the
/// step, so that a resumed run takes the same steps.
///
/// Optimizers with equal `programKey` differ in numbers only and can train in one stack.
package protocol Optimizer: SpecComponent {
    /// Learning rate, weight decay and parameter groups; schedules start from this rate.
    var rates: OptimizerRates { get }

    /// Names of the state arrays, each as large as the parameters and zero at first: `momentum`.
    var slots: [String] { get }

    /// Names of the numbers that may differ by step, trial or parameter group; they are inputs of the program.
    var scalars: [String] { get }

    /// What its programs depend on.
    var programKey: String { get }

    /// Writes one number for each of `scalars`.
    ///
    /// - Parameter step: updates finished so far; 0 for the first
    /// - Parameter rates: the rate the schedule gives for this update and the weight decay, of one parameter group
    func writeScalars(step: Int, rates: StepRates, into values: UnsafeMutablePointer<Double>)

    /// The new parameter and state arrays.
    func update(_ array: OptimizerArray) -> OptimizerResult
}

extension Optimizer {
    package var learningRate: Double { rates.learningRate }
    package var groups: [ParameterGroup] { rates.groups }
}

/// One array to be updated. Every tensor but the scalars is [trials, parameters]; a scalar is [trials, 1], or
/// [trials, parameters] when parameter groups have numbers of their own.
package struct OptimizerArray {
    package let graph: Graph
    package let parameter: Tensor
    package let gradient: Tensor
    /// All second derivatives, [trials, P, P], for optimizers that ask for them.
    let curvature: ((Curvature) throws -> Tensor)?
    private let slots: [String: Tensor]
    private let scalars: [String: Tensor]

    package init(
        graph: Graph, parameter: Tensor, gradient: Tensor, slots: [String: Tensor],
        scalars: [String: Tensor], curvature: ((Curvature) throws -> Tensor)? = nil
    ) {
        self.graph = graph
        self.parameter = parameter
        self.gradient = gradient
        self.curvature = curvature
        self.slots = slots
        self.scalars = scalars
    }

    package func slot(_ name: String) -> Tensor {
        slots[name] ?? graph.failed(LayerProblem("asks for a state '\(name)' it has not declared"))
    }

    package func scalar(_ name: String) -> Tensor {
        scalars[name] ?? graph.failed(LayerProblem("asks for a number '\(name)' it has not declared"))
    }

    /// The gradient plus `weight_decay` times the parameter when `decays`: the gradient of an L2 penalty.
    func decayedGradient(_ decays: Bool) -> Tensor {
        decays ? gradient + scalar("weight_decay") * parameter : gradient
    }

    /// A running mean: kept · slot + taken · value, both factors scalars by name.
    func mean(_ slotName: String, kept: String, taken: String, of value: Tensor) -> Tensor {
        scalar(kept) * slot(slotName) + scalar(taken) * value
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
