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
    static func violations(outputs: Tensor, targets: Tensor, in graph: Graph) throws -> Tensor {
        let (zero, one) = (try graph.constant(0), try graph.constant(1))
        let width = outputs.shape[2]
        guard width > 1 else {
            let sign = try graph.subtract(graph.add(targets, targets), one)
            return try graph.maximum(zero, graph.subtract(one, graph.multiply(sign, outputs)))
        }
        let isClass = try graph.classIndicator(targets, classes: width)
        let chosen = try graph.reduceSum(
            graph.multiply(isClass, outputs), axes: [2], keepDimensions: true)  // [trials, batch, 1]
        let shortfall = try graph.add(graph.subtract(one, chosen), outputs)
        return try graph.multiply(graph.subtract(one, isClass), graph.maximum(zero, shortfall))
    }

    static func predictions(outputs: Tensor, in graph: Graph) throws -> Tensor {
        outputs.shape[2] > 1 ? try graph.softmax(outputs, axis: 2) : try graph.sigmoid(outputs)
    }
}

extension Graph {
    /// 1 at a row's class and 0 elsewhere: [trials or 1, batch, classes] from class indices [trials or 1, batch, 1].
    func classIndicator(_ targets: Tensor, classes: Int) throws -> Tensor {
        try equal(targets, reshape(iota(classes), to: [1, 1, classes]))
    }
}
