import Graph
import Kernels
import Spec

/// The negative log-likelihood of the row's class, from one output per class.
///
///     from logits z:         loss = log Σ_k exp(z[k]) - z[class],   computed without overflow
///     from probabilities p:  loss = -log max(p[class], ε)
///     the mean over the rows of the batch
///
/// - Fields: from (logits or probabilities, default logits), eps (least probability, default 1e-15, from
///   probabilities only)
/// - Errors: `loss` when the last layer's width is not the number of classes, for a real target, for logits
///   after a softmax layer and for probabilities without one
/// - Source: PyTorch `CrossEntropyLoss`
package struct CrossEntropyLoss: Loss {
    package static let name = "cross_entropy"
    package static let aliases: [String] = []
    package static let summary = "The negative log-likelihood of the row's class, from one output per class."
    package static let documentation = """
        From logits z: log Σ_k exp(z[k]) - z[class], computed without overflow. From probabilities p, after \
        a softmax layer: -log max(p[class], eps). The mean over the rows of the batch. The last layer needs \
        one unit per class; the class with the largest output is predicted.
        """
    package static let primaryField: String? = "from"
    package let source: LossSource
    package let clip: Double

    package init(reading fields: inout FieldReader) {
        source = fields.choice(
            "from", default: LossSource.logits, "What the last layer gives: logits or probabilities.")
        clip = fields.double(
            "eps", default: 1e-15, in: .open(0, 0.5), "Least probability, when from probabilities.")
    }

    package init(source: LossSource = .logits, clip: Double = 1e-15) {
        self.source = source
        self.clip = clip
    }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        guard case .classes(let count) = target else {
            throw LayerProblem(
                "needs a class as target, but the target is a real number", help: "use the loss 'mse'")
        }
        guard output.width == count else {
            throw LayerProblem(
                "needs one output per class, but the last layer gives \(output.width) for \(count) classes",
                help: count == 2 && output.width == 1
                    ? "use the loss 'binary_cross_entropy'" : "end the model with 'linear: \(count)'")
        }
        try source.check(range: output.range, activation: "softmax", range: .distribution)
        return .classes(count: count)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor, in graph: Graph) throws -> Tensor {
        let classes = outputs.shape[2]
        let numbers = try graph.reshape(graph.iota(classes), to: [1, 1, classes])
        let isClass = try graph.equal(targets, numbers)  // [trials or 1, batch, classes]
        let logarithms: Tensor
        switch source {
        case .logits:
            logarithms = try graph.logSoftmax(outputs, axis: 2)
        case .probabilities:
            logarithms = try graph.log(graph.maximum(outputs, graph.constant(clip)))
        }
        let chosen = try graph.reduceSum(graph.multiply(isClass, logarithms), axes: [2])
        return try graph.negate(chosen)  // [trials, batch]
    }

    package func predictions(outputs: Tensor, in graph: Graph) throws -> Tensor {
        source == .logits ? try graph.softmax(outputs, axis: 2) : outputs
    }
}
