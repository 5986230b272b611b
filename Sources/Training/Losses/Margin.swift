import Graph
import Kernels

/// What the losses with a margin share: how far each score falls short of it.
///
///     one score z for two classes:  v = max(0, 1 - t z),   t = -1 for class 0, 1 for class 1
///     K scores:                     v[k] = max(0, 1 - z[class] + z[k]) for k ≠ class, 0 for the class itself
///
/// Scores are not probabilities. Predictions apply sigmoid or softmax to them, which finds the same class; as
/// probabilities they are not calibrated.
enum Margin {
    static func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        guard case .classes(let count) = target else {
            throw LayerProblem(
                "needs a class as target, but the target is a real number", help: "use the loss 'mse'")
        }
        guard output.range == .any else {
            throw LayerProblem(
                "starts from scores, but the last layer already gives probabilities",
                help: "remove the last layer")
        }
        if count == 2, output.width == 1 { return .binary }
        guard output.width == count else {
            throw LayerProblem(
                "needs one score per class, but the last layer gives \(output.width) for \(count) classes",
                help: "end the model with 'linear: \(count == 2 ? 1 : count)'")
        }
        return .classes(count: count)
    }

    /// Scores that give a row these predictions.
    static func outputs(for predictions: [Double]) -> [Double] {
        predictions.count == 1 ? predictions.map(LogOdds.of) : predictions.map(LogOdds.logarithm)
    }

    /// [trials, batch, width]
    static func violations(outputs: Tensor, targets: Tensor) -> Tensor {
        let classes = outputs.shape[2]
        guard classes > 1 else { return maximum(0, 1 - (targets + targets - 1) * outputs) }
        let isClass = targets.classIndicator(classes: classes)
        let chosen = (isClass * outputs).sum(axes: [2], keepDimensions: true)  // [trials, batch, 1]
        let shortfall = 1 - chosen + outputs
        return (1 - isClass) * maximum(0, shortfall)
    }

    static func predictions(outputs: Tensor) -> Tensor {
        outputs.shape[2] > 1 ? softmax(outputs, axis: 2) : sigmoid(outputs)
    }
}

/// A loss of how far each score falls short of the margin.
package protocol MarginLoss: Loss {
    /// What each shortfall costs: [trials, batch, width] → the same.
    func costs(_ violations: Tensor) -> Tensor
}

extension MarginLoss {
    package var targets: LossTargets { .classes }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        try Margin.task(target: target, output: output)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        costs(Margin.violations(outputs: outputs, targets: targets)).meanOverColumns()
    }

    package func outputs(for predictions: [Double]) -> [Double]? { Margin.outputs(for: predictions) }

    package func predictions(outputs: Tensor) -> Tensor { Margin.predictions(outputs: outputs) }
}

extension Tensor {
    /// 1 at a row's class and 0 elsewhere: [trials or 1, batch, classes] from class indices [trials or 1, batch, 1].
    func classIndicator(classes: Int) -> Tensor {
        self .== graph.iota(classes).reshaped(to: [1, 1, classes])
    }
}
