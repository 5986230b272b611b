import Graph
import Kernels

/// A regression loss that compares one output with one target at a time and averages over the target columns.
///
/// A member only gives the formula; everything else is the same for all of them.
package protocol PointwiseLoss: Loss {
    /// The loss of every element: [trials, batch, columns].
    func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor
}

extension PointwiseLoss {
    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        try RegressionTask.check(loss: Self.name, target: target, output: output)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        elementLosses(outputs: outputs, targets: targets).meanOverColumns()
    }

    /// Predictions are the outputs.
    package func outputs(for predictions: [Double]) -> [Double]? { predictions }

    package func predictions(outputs: Tensor) -> Tensor { outputs }
}
