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
            with weights: the terms of y and 1 - y times what rows of their class count

        The last layer has one unit: a linear layer for logits, a sigmoid after it for probabilities. Class
        1 is predicted when its probability is above 0.5, or above `threshold`.

        `pos_weight` multiplies the loss of the positive class (`data.positive`, else class 1); the mean is
        still over the rows. With `class_weights` it is divided by what the rows count together, as for
        `cross_entropy`. By name they may name one class, `class_weights: {fraud: 5}`; the other counts 1.

        - Limits: clipping by `eps` bounds one row's loss at -log ε = 34.5; a clipped row has no gradient
        - Errors: `loss` when the last layer has more than one unit, for three or more classes, for logits
          after a sigmoid layer and for probabilities without one, and for another number of class weights
          than two
        - Source: PyTorch `BCEWithLogitsLoss` (`pos_weight`), `BCELoss`; Keras `BinaryCrossentropy` for the
          smoothing; the clipping from University of Science and Technology of China, ML24 Fall, lab 1
        """
    package static let primaryField: String? = "from"
    package let targets: LossTargets = [.real, .classes]
    package let source: LossSource
    package let epsilon: Double
    package let labelSmoothing: Double
    /// What the positive class's loss is multiplied by; empty for 1.
    package let positiveWeight: ClassNumbers
    /// What rows of each class count in the mean; empty when they count alike.
    package let classWeights: ClassNumbers

    package var treeObjective: LibraryObjective? {
        LibraryObjective("binary:logistic", start: .probability)
    }

    package init(reading fields: inout FieldReader) {
        source = fields.choice(
            "from", default: LossSource.logits, "What the last layer gives: logits or probabilities.")
        epsilon = fields.double(
            "eps", default: 1e-15, in: .open(0, 0.5),
            "Least probability inside a logarithm, when from probabilities.")
        labelSmoothing = fields.double(
            "label_smoothing", default: 0, in: .leftClosed(0, 1),
            "Share of the target that goes to both classes alike.")
        let weight = fields.optionalDouble(
            "pos_weight", in: .nonNegative, "What the positive class's loss is multiplied by; default 1.")
        positiveWeight = weight.map { .list([1, $0]) } ?? .none
        classWeights =
            fields.optionalValue(
                "class_weights", of: ClassNumbers.self,
                "What the rows of each class count, in the classes' order or by name; default 1.") ?? .none
        if weight != nil, !classWeights.isEmpty {
            fields.report(
                Diagnostic(
                    "conflict", "'pos_weight' and 'class_weights' both weigh the classes",
                    at: fields.origin(of: "pos_weight"), help: "remove one of the two"))
        }
    }

    package init(
        source: LossSource = .logits, epsilon: Double = 1e-15, labelSmoothing: Double = 0,
        positiveWeight: Double? = nil, classWeights: ClassNumbers = .none
    ) {
        self.source = source
        self.epsilon = epsilon
        self.labelSmoothing = labelSmoothing
        self.positiveWeight = positiveWeight.map { .list([1, $0]) } ?? .none
        self.classWeights = classWeights
    }

    private init(
        _ loss: BinaryCrossEntropyLoss, positiveWeight: ClassNumbers, classWeights: ClassNumbers
    ) {
        source = loss.source
        epsilon = loss.epsilon
        labelSmoothing = loss.labelSmoothing
        self.positiveWeight = positiveWeight
        self.classWeights = classWeights
    }

    package func naming(_ classes: [String]) throws -> any Loss {
        BinaryCrossEntropyLoss(
            self, positiveWeight: try positiveWeight.naming(classes, "weight"),
            classWeights: try classWeights.naming(classes, "class weight"))
    }

    package func weighing(positive name: String) -> any Loss {
        guard let weight = positiveWeight.values.last else { return self }
        return BinaryCrossEntropyLoss(
            self, positiveWeight: .named([NamedValue(name, weight)]), classWeights: classWeights)
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
        guard classWeights.fits(2) else {
            throw LayerProblem(
                "has \(classWeights.values.count) class weights for 2 classes",
                help: "give one for each class in their order, or name classes: 'class_weights: {NAME: 2}'")
        }
        try source.check(range: output.range, activation: "sigmoid", range: .probability)
        return .binary
    }

    /// What rows of class 0 and of class 1 count; nil when both count 1.
    private var factors: (low: Double, high: Double)? {
        let given = [positiveWeight.values, classWeights.values].filter { $0.count == 2 }
        guard !given.isEmpty else { return nil }
        return given.reduce((1, 1)) { ($0.0 * $1[0], $0.1 * $1[1]) }
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let targets = labelSmoothing > 0 ? (1 - labelSmoothing) * targets + labelSmoothing / 2 : targets
        if let factors { return weighted(outputs, targets, factors.low, factors.high).meanOverColumns() }
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

    private func weighted(_ outputs: Tensor, _ targets: Tensor, _ low: Double, _ high: Double) -> Tensor {
        switch source {
        case .logits:
            let positive = high * (targets * softplus(-outputs))
            return positive + low * ((1 - targets) * softplus(outputs))  // [trials, batch, 1]
        case .probabilities:
            let positive = high * (targets * log(maximum(outputs, epsilon)))
            return -(positive + low * ((1 - targets) * log(maximum(1 - outputs, epsilon))))
        }
    }

    package func rowWeights(targets: Tensor) -> Tensor? {
        let values = classWeights.values
        guard values.count == 2 else { return nil }
        return (values[0] * (1 - targets) + values[1] * targets).meanOverColumns()
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
