import Spec

/// Computes a model's weights at once instead of training towards them.
///
/// Lifetime: read once. `model` is asked when the plan is made, `refusal` once the model is known, `solve` once, when
/// the data are there. A solver holds no state and uses no random numbers: the same rows give the same weights. The
/// weights are then judged, saved and used like trained ones; no epoch has taken place, and none is pretended.
package protocol Solver: SpecComponent {
    /// The layers and the loss of a solver that makes its own model; nil for one that fits the written model.
    func model(for target: TargetForm) throws -> SolverModel?

    /// Whether the solver makes its own model, whatever the target.
    static var makesModel: Bool { get }

    /// One clause saying why this model cannot be solved for, or nil when it can.
    func refusal(for plan: ModelPlan) -> String?

    /// The weights.
    ///
    /// - Errors: `TrainingError` for data without a solution
    func solve(_ problem: SolverProblem) throws -> SolvedParameters

    /// What the user should know about a solution, one sentence each.
    func remarks(_ problem: SolverProblem, _ solution: SolvedParameters) -> [String]
}

extension Solver {
    /// Most solutions need no comment.
    package func remarks(_ problem: SolverProblem, _ solution: SolvedParameters) -> [String] { [] }
}

/// What a solver fits when it makes its own model.
package struct SolverModel: Sendable {
    package var layers: [any Layer]
    package var loss: any Loss

    package init(layers: [any Layer], loss: any Loss) {
        self.layers = layers
        self.loss = loss
    }
}

/// The one linear layer that the solvers of linear models fit.
enum LinearModelShape {
    /// One clause saying what is not linear about the model, or nil.
    static func refusal(for plan: ModelPlan) -> String? {
        guard plan.layers.count == 1, let layer = plan.layers.first?.value as? LinearLayer else {
            return "solves for a single 'linear' layer, but the model has "
                + (plan.layers.count == 1
                    ? "the layer '\(plan.layers.first.map { type(of: $0.value).name } ?? "")'"
                    : "\(plan.layers.count) layers")
        }
        guard layer.fields.scaling == .standard else {
            return "solves for weights as they are, but the layer has 'scaling: ntk'"
        }
        let expected = layer.hasBias ? 2 : 1
        return plan.parameters.entries.count == expected ? nil : "does not know the parameters of the model"
    }

    static func hasBias(_ plan: ModelPlan) -> Bool {
        plan.parameters.entry(named: "0.bias") != nil
    }

    /// Parameters by name from weights[unit][feature] and one bias per unit.
    static func parameters(weights: [[Double]], biases: [Double], hasBias: Bool) -> SolvedParameters {
        var result: SolvedParameters = ["0.weight": weights.flatMap { $0 }]
        if hasBias { result["0.bias"] = biases }
        return result
    }
}
