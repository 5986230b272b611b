import Data
import Graph
import Kernels
import Spec

/// What layers build their graph with: parameters and states by name, the mode, and random numbers for dropout.
package final class ForwardPass {
    package let graph: Graph
    /// Whether the graph trains (dropout acts) or evaluates.
    package let isTraining: Bool
    private let parameters: [String: Tensor]
    private let states: [String: Tensor]
    /// New values of states by full name, for `graph.update` at the end of the step.
    package private(set) var updates: [String: Tensor] = [:]
    private let random: RandomInputs?
    /// The numbers that layers have declared: a scalar, or [trials] where the trials differ.
    private let numbers: [String: Tensor]
    private let ensemble: EnsemblePlan?
    private let trials: Int
    /// Into how many pieces members deal the batch out.
    private let pieces: Int
    /// How often each trial lies on the trial axis: the members of an ensemble once they have parted, else 1.
    private(set) var members = 1
    private let usedColumns: [String: [FeatureColumn]]
    /// Whether layers that look at rows give their parameters starting values.
    package let isStarting: Bool
    /// Starting values by full name.
    private(set) var starts: [String: Tensor] = [:]
    /// Names of states that training leaves as they are.
    private let frozen: Set<String>
    private var path: [String] = []
    private var randomSites = 0

    /// Inputs that random layers draw with.
    package struct RandomInputs {
        /// int32 [trials, 2] or [1, 2] when all trials share their seed.
        package var keys: Tensor
        /// int32 [1]
        package var step: Tensor

        package init(keys: Tensor, step: Tensor) {
            self.keys = keys
            self.step = step
        }
    }

    package init(
        graph: Graph, parameters: [String: Tensor], states: [String: Tensor] = [:], isTraining: Bool,
        random: RandomInputs?, numbers: [String: Tensor] = [:], ensemble: EnsemblePlan? = nil,
        trials: Int = 1, pieces: Int = 1, usedColumns: [String: [FeatureColumn]] = [:],
        isStarting: Bool = false, frozen: Set<String> = []
    ) {
        self.graph = graph
        self.parameters = parameters
        self.states = states
        self.isTraining = isTraining
        self.random = random
        self.numbers = numbers
        self.ensemble = ensemble
        self.trials = trials
        self.usedColumns = usedColumns
        self.isStarting = isStarting
        self.frozen = frozen
        self.pieces = pieces
    }

    /// Whether a state of the layer being built is to stay as it is although the graph trains.
    func isFrozen(_ name: String) -> Bool { frozen.contains(fullName(name)) }

    /// A parameter of the layer being built: [trials, …].
    package func parameter(_ name: String) -> Tensor {
        forEachMember(sharedParameter(name))
    }

    /// The same; where all members of an ensemble share the parameter, once: [trials, …].
    func sharedParameter(_ name: String) -> Tensor {
        let full = fullName(name)
        return parameters[full] ?? undeclared("a parameter '\(full)'")
    }

    /// What the linear layer being built has as a part of an ensemble.
    var memberLinear: EnsemblePlan.Linear {
        members > 1 ? ensemble?.linear(at: path.joined(separator: ".")) ?? .init() : .init()
    }

    /// What each trial has, once for each of its members; what each member has stays as it is.
    func forEachMember(_ tensor: Tensor) -> Tensor {
        guard members > 1, tensor.shape[0] == trials else { return tensor }
        let rest = Array(tensor.shape.dimensions.dropFirst())
        return tensor.reshaped(to: Shape([trials, 1] + rest)).broadcast(to: Shape([trials, members] + rest))
            .reshaped(to: Shape([trials * members] + rest))
    }

    /// Gives a parameter of the layer being built its starting value.
    func start(_ name: String, at value: Tensor) {
        starts[fullName(name)] = value
    }

    /// Uniform random numbers in (0, 1] of each trial and member, for starting values: [parameter's first axis,
    /// shape…].
    func startUniform(_ shape: [Int], copies: Int) -> Tensor? {
        guard let random else { return nil }
        let site = randomSites
        randomSites += 1
        let keys = random.keys.shape[0]
        let drawn = graph.randomUniform(
            keys: random.keys, step: random.step, layer: site, shape: Shape([keys, copies / keys] + shape))
        return 1 - drawn.reshaped(to: Shape([copies] + shape))
    }

    /// A state of the layer being built as it was before the step: [trials, …].
    package func state(_ name: String) -> Tensor {
        let full = fullName(name)
        return states[full] ?? undeclared("a state '\(full)'")
    }

    /// Gives a state of the layer being built its value after the step. A first axis of 1, as where all
    /// trials read the same rows, is repeated for every trial.
    package func update(_ name: String, to value: Tensor) {
        updates[fullName(name)] = value.broadcast(to: state(name).shape)
    }

    /// A number the layer being built has declared: a scalar, or where the trials of the stack differ in it
    /// [trials, 1, …] with as many axes as asked for.
    package func number(_ name: String, rank: Int) -> Tensor {
        let full = fullName(name)
        let tensor = numbers[full] ?? undeclared("a number '\(full)'")
        guard tensor.shape.rank > 0 else { return tensor }
        return forEachMember(tensor).perTrial([Int](repeating: 1, count: max(rank - 1, 0)))
    }

    /// The columns of the row that the layer being built has asked for when it was declared.
    package var columns: [FeatureColumn] { usedColumns[path.joined(separator: ".")] ?? [] }

    private func fullName(_ name: String) -> String { (path + [name]).joined(separator: ".") }

    private func undeclared(_ what: String) -> Tensor {
        graph.failed(LayerProblem("asks for \(what) it has not declared"))
    }

    /// The layers one after another.
    package func apply(_ layers: [Located<any Layer>], to input: Tensor) throws -> Tensor {
        var value = input
        for (index, layer) in layers.enumerated() {
            if path.isEmpty, let ensemble, members == 1, index >= ensemble.trunk {
                members = ensemble.members
                value = ensemble.dealt(value, pieces: pieces)
            }
            value = try apply(layer, named: "\(index)", to: value)
        }
        return value
    }

    /// One layer inside the one being built, declared under the same name.
    package func apply(_ layer: Located<any Layer>, named name: String, to input: Tensor) throws -> Tensor {
        path.append(name)
        defer { path.removeLast() }
        let output = try layer.value.forward(input, in: self)
        try graph.check()
        return output
    }

    /// Uniform random numbers in [0, 1) for one random layer: [keys' trials, shape…].
    package func uniform(like shape: Shape) -> Tensor? {
        guard isTraining, let random else { return nil }
        let site = randomSites
        randomSites += 1
        let keys = random.keys.shape[0]
        let rest = Array(shape.dimensions.dropFirst())
        guard members > 1 else {
            return graph.randomUniform(
                keys: random.keys, step: random.step, layer: site, shape: Shape([keys] + rest))
        }
        let drawn = graph.randomUniform(
            keys: random.keys, step: random.step, layer: site, shape: Shape([keys, members] + rest))
        return drawn.broadcast(to: Shape([trials, members] + rest))
            .reshaped(to: Shape([trials * members] + rest))
    }
}

extension Tensor {
    /// Each trial's part in another shape: [trials, …] → [trials] + shape.
    func perTrial(_ shape: [Int]) -> Tensor { reshaped(to: Shape([self.shape[0]] + shape)) }
}
