import Graph
import Kernels
import Spec

/// What is to be predicted, as far as losses care.
package enum TargetForm: Hashable, Sendable {
    case real(columns: Int)
    case classes(count: Int)
}

/// Which targets a loss can be computed from.
package struct LossTargets: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let real = LossTargets(rawValue: 1)
    package static let classes = LossTargets(rawValue: 2)
}

/// What a model's last layer gives: numbers per row, what they are, and how the last layer is called.
package struct ModelOutput: Hashable, Sendable {
    package var width: Int
    package var range: OutputRange

    package init(width: Int, range: OutputRange) {
        self.width = width
        self.range = range
    }
}

/// How far outputs are from targets: what training makes small.
///
/// Lifetime: read once. `task` is asked once, when the plan is made; `rowLosses`, `rowWeights` and `predictions` are
/// called once for each program built. The program adds the rows' losses and divides by the sum of their weights.
package protocol Loss: SpecComponent {
    /// Which targets some model can be trained for with it, however many classes or columns they have.
    var targets: LossTargets { get }

    /// The same loss with what it says about classes by name put in their order.
    ///
    /// - Errors: `LayerProblem` for a name that is none of theirs
    func naming(_ classes: [String]) throws -> any Loss

    /// The same loss with what it says about the positive class said about the class of this name.
    func weighing(positive name: String) -> any Loss

    /// What the predictions mean for such a target and output.
    ///
    /// - Errors: `LayerProblem` when loss, target and last layer do not fit together
    func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask

    /// Which targets make sense; the session refuses others before the first step.
    var targetRange: NumberRange { get }

    /// Whether it depends on the differences of outputs and targets alone, so that both may be shifted.
    var comparesDifferences: Bool { get }

    /// Whether the loss of rows is the square root of their mean, not the mean itself.
    var isRootOfMean: Bool { get }

    /// One loss per row, times its weight if the loss has weights: [trials, batch].
    ///
    /// - Parameter outputs: the last layer's output, [trials, batch, width]
    /// - Parameter targets: [trials or 1, batch, target columns]; a class is its index
    func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor

    /// What each row counts, [trials or 1, batch]; nil when all count 1.
    func rowWeights(targets: Tensor) -> Tensor?

    /// The predictions that metrics and files show: [trials, batch, task.predictionColumns].
    func predictions(outputs: Tensor) -> Tensor

    /// Outputs of the last layer that give a row these predictions; nil where predictions do not tell the outputs. With
    /// it simple rules, which make predictions alone, are judged by the loss.
    func outputs(for predictions: [Double]) -> [Double]?

    /// The objective with exactly this loss that the library of trees has; nil where trees follow the loss's own
    /// derivatives.
    var treeObjective: LibraryObjective? { get }
}

extension Loss {
    package var treeObjective: LibraryObjective? { nil }
    /// Most losses name no classes.
    package func naming(_ classes: [String]) throws -> any Loss { self }
    package func weighing(positive name: String) -> any Loss { self }
    package var targetRange: NumberRange { .any }
    package var comparesDifferences: Bool { false }
    package var isRootOfMean: Bool { false }
    package func rowWeights(targets: Tensor) -> Tensor? { nil }

    package func outputs(for predictions: [Double]) -> [Double]? { nil }
}

/// What a classification loss is computed from.
package enum LossSource: String, CaseIterable, Sendable {
    /// Numbers of any size; the loss applies sigmoid or softmax itself, in a form that cannot overflow.
    case logits
    /// Probabilities, from a last sigmoid or softmax layer.
    case probabilities
}

extension Tensor {
    /// The mean over the last axis, which disappears: [trials, batch, columns] → [trials, batch].
    func meanOverColumns() -> Tensor {
        shape[2] == 1 ? reshaped(to: [shape[0], shape[1]]) : mean(axes: [2])
    }
}
