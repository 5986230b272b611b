import Graph
import Kernels
import Spec

package struct FocalLoss: Loss {
    package static let name = "focal"
    package static let about = """
        Cross-entropy in which rows that are right already count less.

            loss = -α (1 - p)^γ log p,   p: the probability of the row's class
            one logit: p from a sigmoid, α for class 1 and 1 - α for class 0
            K logits:  p from a softmax, one α per class
            the mean over the rows of the batch
            with label smoothing s: (1 - s) loss + s/K Σ_k loss as if k were the row's class

        With γ = 0 it is cross-entropy. Without `alpha` all classes count alike. Weights by name may name
        some classes, `alpha: {fraud: 5}`; the others count 1. A single number, for one logit, lies between
        0 and 1.

        - Limits: computed from logits without overflow, by exp(γ log(1 - p))
        - Errors: `loss` for a real target, a width that fits neither form, probabilities instead of logits,
          or a number of alphas that does not fit
        - Source: Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", 2017,
          equation 5; torchvision `sigmoid_focal_loss`; Keras `CategoricalFocalCrossentropy` for the
          smoothing, which one logit has in the same way
        """
    package static let primaryField: String? = "gamma"
    package let targets: LossTargets = .classes
    package let gamma: Double
    package let alpha: ClassNumbers
    package let labelSmoothing: Double

    package init(reading fields: inout FieldReader) {
        gamma = fields.double(
            "gamma", default: 2, in: .nonNegative, "How much rows that are right are turned down.")
        alpha =
            fields.optionalValue(
                "alpha", of: ClassNumbers.self,
                "Weight of class 1, or one weight per class, in the classes' order or by name.") ?? .none
        labelSmoothing = fields.double(
            "label_smoothing", default: 0, in: .leftClosed(0, 1),
            "Share of the target that goes to all classes alike.")
    }

    package init(gamma: Double = 2, alpha: [Double] = [], labelSmoothing: Double = 0) {
        self.init(gamma: gamma, alpha: .list(alpha), labelSmoothing: labelSmoothing)
    }

    private init(gamma: Double, alpha: ClassNumbers, labelSmoothing: Double) {
        self.gamma = gamma
        self.alpha = alpha
        self.labelSmoothing = labelSmoothing
    }

    package func naming(_ classes: [String]) throws -> any Loss {
        FocalLoss(gamma: gamma, alpha: try alpha.naming(classes, "weight"), labelSmoothing: labelSmoothing)
    }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        let task = try Margin.task(target: target, output: output)
        let numbers = alpha.values
        if task == .binary, numbers.count == 1 {
            guard numbers[0] <= 1 else {
                throw LayerProblem(
                    "needs an alpha between 0 and 1 for one logit, or one for each of the two classes")
            }
            return task
        }
        let wanted = task.classCount ?? 2
        guard alpha.fits(wanted) else {
            throw LayerProblem(
                "needs one alpha for each of \(wanted) classes, but has \(numbers.count)",
                help: "give them in the classes' order, or name classes: 'alpha: {NAME: 2}'")
        }
        return task
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        outputs.shape[2] > 1 ? severalLogits(outputs, targets) : oneLogit(outputs, targets)
    }

    /// With the logit's sign turned towards the class: log p = -softplus(-z), log(1 - p) = -softplus(z).
    private func oneLogit(_ outputs: Tensor, _ targets: Tensor) -> Tensor {
        let turned = (targets + targets - 1) * outputs  // [trials, batch, 1]
        var losses = exp(-gamma * softplus(turned)) * softplus(-turned)
        var others = labelSmoothing > 0 ? exp(-gamma * softplus(-turned)) * softplus(turned) : nil
        let numbers = alpha.values
        if let first = numbers.first {
            let (low, high) = numbers.count > 1 ? (first, numbers[1]) : (1 - first, first)
            losses = (high * targets + low * (1 - targets)) * losses
            others = others.map { (low * targets + high * (1 - targets)) * $0 }
        }
        if let others { losses = (1 - labelSmoothing / 2) * losses + labelSmoothing / 2 * others }
        return losses.meanOverColumns()
    }

    /// log(1 - p) is the logarithm of the sum over the other classes, so nothing cancels.
    private func severalLogits(_ outputs: Tensor, _ targets: Tensor) -> Tensor {
        let classes = outputs.shape[2]
        let isClass = targets.classIndicator(classes: classes)
        let logarithms = logSoftmax(outputs, axis: 2)  // [trials, batch, classes]
        let chosen = (isClass * logarithms).sum(axes: [2])
        let others = select(isClass, -1e30, logarithms)
        let largest = stopGradient(others.maximum(axes: [2], keepDimensions: true))
        let sum = exp(others - largest).sum(axes: [2])
        let logRest = log(sum) + largest.reshaped(to: sum.shape)  // [trials, batch]
        var losses = -(exp(gamma * logRest) * chosen)
        let weights = alpha.isEmpty ? nil : outputs.graph.constant(alpha.values, [1, 1, classes])
        if let weights { losses = (isClass * weights).sum(axes: [2]) * losses }
        guard labelSmoothing > 0 else { return losses }
        let share = labelSmoothing / Double(classes)
        let rest = ofOtherClasses(isClass, logarithms, weights)
        return (1 - labelSmoothing + share) * losses + share * rest
    }

    /// What the loss would be for each other class, added up. Where one of them is nearly certain its part is nearly 0,
    /// whatever is left of 1 - p.
    private func ofOtherClasses(_ isClass: Tensor, _ logarithms: Tensor, _ weights: Tensor?) -> Tensor {
        let certain = -log1p(-minimum(exp(logarithms), 1 - 0x1p-20))
        var each = (isClass - 1) * (exp(-gamma * certain) * logarithms)
        if let weights { each = each * weights }
        return each.sum(axes: [2])  // [trials, batch]
    }

    package func outputs(for predictions: [Double]) -> [Double]? { Margin.outputs(for: predictions) }

    package func predictions(outputs: Tensor) -> Tensor { Margin.predictions(outputs: outputs) }
}
