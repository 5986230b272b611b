import Graph
import Kernels
import Spec

/// How parameters change, given their gradient.
///
/// Lifetime: read once. `update` is called once for each program built, and describes the change of one array in graph
/// operations; all parameters of all trials are that one array. `fillHyperparameters` is called before every update for
/// every trial and parameter group, on the training thread: it must neither allocate nor lock, and is a pure function
/// of the step, so that a resumed run takes the same steps.
///
/// Optimizers with equal `programKey` differ in numbers only and can train in one stack.
package protocol Optimizer: SpecComponent {
    /// Learning rate, weight decay and parameter groups; schedules start from this rate.
    var rates: OptimizerRates { get }

    /// Names of the state arrays, each as large as the parameters and zero at first: `momentum`.
    var slots: [String] { get }

    /// What its programs depend on.
    var programKey: String { get }

    /// Adds the numbers that may differ by step, trial or parameter group: the same names in the same order every time.
    /// They are inputs of the program. A weight decay that is part of the gradient is not among them.
    ///
    /// - Parameter step: updates finished so far; 0 for the first
    /// - Parameter rates: the rate the schedule gives for this update and the weight decay, of one parameter group
    func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates)

    /// The new parameter and state arrays.
    func update(_ array: OptimizerArray) -> OptimizerResult
}

extension Optimizer {
    package var learningRate: Double { rates.learningRate }
    package var groups: [ParameterGroup] { rates.groups }

    package var programKey: String { ([Self.name] + slots + hyperparameterNames).joined(separator: " ") }

    /// Names of its numbers.
    package var hyperparameterNames: [String] {
        var numbers = Hyperparameters()
        fill(&numbers, step: 0, rates: StepRates(learningRate: learningRate))
        return numbers.names
    }

    /// Writes one number for each of `hyperparameterNames`.
    package func writeHyperparameters(
        step: Int, rates: StepRates, into values: UnsafeMutablePointer<Double>
    ) {
        var numbers = Hyperparameters(writingTo: values)
        fill(&numbers, step: step, rates: rates)
    }

    private func fill(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        fillHyperparameters(&numbers, step: step, rates: rates)
        if self.rates.changesGradient { numbers.add("weight_decay", rates.weightDecay) }
    }
}

/// Receives an optimizer's numbers one after another and keeps their names, or writes their values to memory.
package struct Hyperparameters {
    /// Empty when values are written.
    private(set) var names: [String] = []
    private var target: UnsafeMutablePointer<Double>?

    init(writingTo target: UnsafeMutablePointer<Double>? = nil) { self.target = target }

    package mutating func add(_ name: String, _ value: Double) {
        guard let place = target else {
            names.append(name)
            return
        }
        place.pointee = value
        target = place + 1
    }
}

/// One array to be updated. Every tensor but the scalars is [trials, parameters]; a scalar is [trials, 1], or
/// [trials, parameters] when parameter groups have numbers of their own.
package struct OptimizerArray {
    package let graph: Graph
    package let parameter: Tensor
    /// With the weight decay in it, for optimizers whose decay is the gradient of an L2 penalty.
    package let gradient: Tensor
    /// All second derivatives, [trials, P, P], for optimizers that ask for them.
    let curvature: ((Curvature) throws -> Tensor)?
    private let slots: [String: Tensor]
    private let scalars: [String: Tensor]

    /// - Parameter gradient: of loss and penalties, without a weight decay
    package init(
        graph: Graph, parameter: Tensor, gradient: Tensor, slots: [String: Tensor],
        scalars: [String: Tensor], curvature: ((Curvature) throws -> Tensor)? = nil
    ) {
        self.graph = graph
        self.parameter = parameter
        self.slots = slots
        self.scalars = scalars
        self.curvature = curvature
        self.gradient = scalars["weight_decay"].map { gradient + $0 * parameter } ?? gradient
    }

    package func slot(_ name: String) -> Tensor {
        slots[name] ?? graph.failed(LayerProblem("asks for a state '\(name)' it has not declared"))
    }

    package func scalar(_ name: String) -> Tensor {
        scalars[name] ?? graph.failed(LayerProblem("asks for a number '\(name)' it has not declared"))
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
