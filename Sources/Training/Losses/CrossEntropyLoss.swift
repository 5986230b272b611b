import Graph
import Kernels
import Spec

package struct CrossEntropyLoss: Loss {
    package static let name = "cross_entropy"
    package static let about = """
        The negative log-likelihood of the row's class, from one output per class.

            from logits z:         l[k] = log Σ_j exp(z[j]) - z[k],   computed without overflow
            from probabilities p:  l[k] = -log max(p[k], ε)
            loss = Σ_rows ((1 - s) w[class] l[class] + s/K Σ_k w[k] l[k]) / Σ_rows w[class]
            over the batch; s: label smoothing, w: class weights, 1 unless given

        The last layer has one unit per class, a softmax after it for probabilities; the class with the
        largest output is predicted. Class weights by name may name some classes, `class_weights: {fraud:
        5}`; the others count 1.

        - Limits: without class weights the divisor is the number of rows
        - Errors: `loss` when the last layer's width or the number of class weights is not the number of
          classes, for a real target, for logits after a softmax layer and for probabilities without one
        - Source: PyTorch `CrossEntropyLoss`; Szegedy et al., "Rethinking the Inception architecture", 2016,
          section 7
        """
    package static let primaryField: String? = "from"
    package let targets: LossTargets = .classes
    package let source: LossSource
    package let epsilon: Double
    /// Empty when classes count alike.
    package let classWeights: ClassNumbers
    package let labelSmoothing: Double

    package var treeObjective: LibraryObjective? { LibraryObjective("multi:softprob") }

    package init(reading fields: inout FieldReader) {
        source = fields.choice(
            "from", default: LossSource.logits, "What the last layer gives: logits or probabilities.")
        epsilon = fields.double(
            "eps", default: 1e-15, in: .open(0, 0.5),
            "Least probability inside the logarithm, when from probabilities.")
        classWeights =
            fields.optionalValue(
                "class_weights", of: ClassNumbers.self,
                "What the rows of each class count, in the classes' order or by name; default 1.") ?? .none
        labelSmoothing = fields.double(
            "label_smoothing", default: 0, in: .leftClosed(0, 1),
            "Share of the target that goes to all classes alike.")
    }

    package init(
        source: LossSource = .logits, epsilon: Double = 1e-15, classWeights: [Double] = [],
        labelSmoothing: Double = 0
    ) {
        self.source = source
        self.epsilon = epsilon
        self.classWeights = .list(classWeights)
        self.labelSmoothing = labelSmoothing
    }

    private init(_ loss: CrossEntropyLoss, classWeights: ClassNumbers) {
        source = loss.source
        epsilon = loss.epsilon
        labelSmoothing = loss.labelSmoothing
        self.classWeights = classWeights
    }

    package func naming(_ classes: [String]) throws -> any Loss {
        CrossEntropyLoss(self, classWeights: try classWeights.naming(classes, "class weight"))
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
        guard classWeights.fits(count) else {
            throw LayerProblem(
                "has \(classWeights.values.count) class weights for \(count) classes",
                help: "give one for each class in their order, or name classes: 'class_weights: {NAME: 2}'")
        }
        try source.check(range: output.range, activation: "softmax", range: .distribution)
        return .classes(count: count)
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        let classes = outputs.shape[2]
        let isClass = targets.classIndicator(classes: classes)
        let logarithms =
            switch source {
            case .logits: logSoftmax(outputs, axis: 2)
            case .probabilities: log(maximum(outputs, epsilon))
            }
        var shares = isClass  // [trials or 1, batch, classes]
        if labelSmoothing > 0 {
            shares = (1 - labelSmoothing) * isClass + labelSmoothing / Double(classes)
        }
        if !classWeights.isEmpty {
            shares = shares * outputs.graph.constant(classWeights.values, [1, 1, classes])
        }
        return -(shares * logarithms).sum(axes: [2])  // [trials, batch]
    }

    package func rowWeights(targets: Tensor) -> Tensor? {
        let values = classWeights.values
        guard !values.isEmpty else { return nil }
        let isClass = targets.classIndicator(classes: values.count)
        let weights = targets.graph.constant(values, [1, 1, values.count])
        return (isClass * weights).sum(axes: [2])  // [trials or 1, batch]
    }

    package func outputs(for predictions: [Double]) -> [Double]? {
        source == .probabilities ? predictions : predictions.map(LogOdds.logarithm)
    }

    package func predictions(outputs: Tensor) -> Tensor {
        source == .logits ? softmax(outputs, axis: 2) : outputs
    }
}
