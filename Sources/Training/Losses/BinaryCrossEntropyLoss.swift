import Graph
import Kernels
import Spec

package struct BinaryCrossEntropyLoss: Loss {
    package static let name = "binary_cross_entropy"
    package static let aliases: [String] = ["bce"]
    package static let about = """
        The negative log-likelihood of two classes, from one output per row.

            from logits z:         loss = log(1 + exp(z)) - y z,   computed without overflow
            from probabilities p:  loss = -y log max(p, ε) - (1 - y) log max(1 - p, ε)
            y: 0 or 1, or a real target between them; with label smoothing s: (1 - s) y + s/2
            the mean over the rows of the batch

        The last layer has one unit: a linear layer for logits, a sigmoid after it for probabilities. Class
        1 is predicted when its probability is above 0.5.

        - Limits: clipping by `eps` bounds one row's loss at -log ε = 34.5; a clipped row has no gradient
        - Errors: `loss` when the last layer has more than one unit, for three or more classes, for logits
          after a sigmoid layer and for probabilities without one
        - Source: PyTorch `BCEWithLogitsLoss`, `BCELoss`; Keras `BinaryCrossentropy` for the smoothing; the clipping from University of Science and
          Technology of China, ML24 Fall, lab 1
        """
    package static let primaryField: String? = "from"
    package let targets: LossTargets = [.real, .classes]
    package let source: LossSource
    package let epsilon: Double
    package let labelSmoothing: Double

    package init(reading fields: inout FieldReader) {
        source = fields.choice(
            "from", default: LossSource.logits, "What the last layer gives: logits or probabilities.")
        epsilon = fields.double(
            "eps", default: 1e-15, in: .open(0, 0.5),
            "Least probability inside a logarithm, when from probabilities.")
        labelSmoothing = fields.double(
            "label_smoothing", default: 0, in: .leftClosed(0, 1),
            "Share of the target that goes to both classes alike.")
    }

    package init(source: LossSource = .logits, epsilon: Double = 1e-15, labelSmoothing: Double = 0) {
        self.source = source
        self.epsilon = epsilon
        self.labelSmoothing = labelSmoothing
    }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        switch target {
        case .classes(let count) where count != 2:
            throw LayerProblem(
                "needs two classes, but the target has \(count)", help: "use the loss 'cross_entropy'")
        case .real(let columns) where columns != 1:
            throw LayerProblem("needs one target column of zeros and ones, but there are \(columns)")
        case .classes, .real:
            break
        }
        guard output.width == 1 else {
            throw LayerProblem(
                "needs one output per row, but the last layer gives \(output.width)",
                help: "end the model with 'linear: 1', or use the loss 'cross_entropy'")
        }
        try source.check(range: output.range, activation: "sigmoid", range: .probability)
        return .binary
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let targets = labelSmoothing > 0 ? (1 - labelSmoothing) * targets + labelSmoothing / 2 : targets
        switch source {
        case .logits:
            let chosen = targets * outputs
            return (softplus(outputs) - chosen).meanOverColumns()  // [trials, batch]
        case .probabilities:
            let positive = log(maximum(outputs, epsilon))
            let negative = log(maximum(1 - outputs, epsilon))
            return (-(targets * positive + (1 - targets) * negative)).meanOverColumns()
        }
    }

    package func outputs(for predictions: [Double]) -> [Double]? {
        source == .probabilities ? predictions : predictions.map(LogOdds.of)
    }

    package func predictions(outputs: Tensor) -> Tensor { source == .logits ? sigmoid(outputs) : outputs }
}

extension LossSource {
    /// Checks that the last layer gives what the loss starts from.
    func check(range found: OutputRange, activation: String, range suitable: OutputRange) throws {
        switch self {
        case .logits:
            guard found == .any else {
                throw LayerProblem(
                    "starts from logits, but the last layer already gives probabilities",
                    help: "remove the last layer, or write 'from: probabilities'")
            }
        case .probabilities:
            guard found == suitable else {
                throw LayerProblem(
                    "starts from probabilities, but the last layer is not a \(activation)",
                    help: "add the layer '\(activation)', or write 'from: logits'")
            }
        }
    }
}
