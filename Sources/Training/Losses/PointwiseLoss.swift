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

/// The check every regression loss makes of target and last layer.
enum RegressionTask {
    static func check(loss: String, target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        switch target {
        case .classes(let count):
            let better = count == 2 ? "binary_cross_entropy" : "cross_entropy"
            throw LayerProblem(
                "needs a real target, but the target has \(count) classes", help: "use the loss '\(better)'")
        case .real(let columns):
            guard columns == output.width else {
                throw LayerProblem(
                    "compares \(columns) target column\(columns == 1 ? "" : "s") "
                        + "with \(output.width) outputs of the last layer",
                    help: "end the model with 'linear: \(columns)'")
            }
            return .regression(columns: columns)
        }
    }
}
