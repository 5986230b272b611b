import Graph
import Kernels
import Spec

package struct WeightedSumLoss: Loss {
    package static let name = "sum"
    package static let aliases: [String] = ["weighted_sum"]
    package static let about = """
        Several losses of the same outputs, each times its weight, added up.

            loss = Σ_j weights[j] · losses[j]

        Each loss is written as it would be alone. All of them see the same outputs and targets; the
        predictions are those of the first.

        - Errors: `invalid-value` for another number of weights than losses; `loss` when a part does not
          fit, when parts understand the outputs differently, or when only some of them weigh classes
        """
    package static let primaryField: String? = "losses"
    package static let example: String? = "{sum: {losses: [mse, {huber: 0.5}], weights: [0.3, 0.7]}}"
    package let parts: [Located<any Loss>]
    package let weights: [Double]

    package init(reading fields: inout FieldReader) {
        parts = fields.requiredComponents("losses", in: lossFamily, "The losses to be added, at least one.")
        let given = fields.optionalDoubles(
            "weights", in: .nonNegative, "What each loss is multiplied by; default 1.")
        weights = given ?? parts.map { _ in 1 }
        if let given, !parts.isEmpty, given.count != parts.count {
            fields.report(
                Diagnostic(
                    "invalid-value", "there are \(given.count) weights for \(parts.count) losses",
                    at: fields.origin(of: "weights"), help: "give one weight for each loss"))
        }
    }

    private init(located parts: [Located<any Loss>], weights: [Double]) {
        self.parts = parts
        self.weights = weights
    }

    package init(_ parts: [any Loss], weights: [Double]) {
        self.parts = parts.map { Located(value: $0, origin: .defaultValue) }
        self.weights = weights
    }

    package var targets: LossTargets {
        parts.reduce([.real, .classes]) { $0.intersection($1.value.targets) }
    }

    package func naming(_ classes: [String]) throws -> any Loss {
        WeightedSumLoss(
            located: try parts.map { Located(value: try $0.value.naming(classes), origin: $0.origin) },
            weights: weights)
    }

    package func weighing(positive name: String) -> any Loss {
        WeightedSumLoss(
            located: parts.map { Located(value: $0.value.weighing(positive: name), origin: $0.origin) },
            weights: weights)
    }

    package var targetRange: NumberRange {
        parts.map(\.value.targetRange).first { $0 != .any } ?? .any
    }

    package func task(target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        var common: PredictionTask?
        for part in parts {
            let name = type(of: part.value).name
            if part.value.isRootOfMean {
                throw LayerProblem(
                    "has a part '\(name)', which is no mean over rows and cannot be added up",
                    help: "use the loss 'mse' instead")
            }
            let task: PredictionTask
            do {
                task = try part.value.task(target: target, output: output)
            } catch let problem as LayerProblem {
                throw LayerProblem("has a part '\(name)' that \(problem.message)", help: problem.help)
            }
            guard common == nil || common == task else {
                throw LayerProblem("has a part '\(name)' that understands the outputs differently")
            }
            common = task
        }
        guard let common else { throw Self.noParts }
        return common
    }

    package func rowLosses(outputs: Tensor, targets: Tensor) -> Tensor {
        // [trials, batch]
        let losses = zip(parts, weights).map { $1 * $0.value.rowLosses(outputs: outputs, targets: targets) }
        return losses.dropFirst().reduce(losses.first ?? outputs.graph.failed(Self.noParts), +)
    }

    /// The rows' weights are divided out once, so they must be the same in every part.
    package func rowWeights(targets: Tensor) -> Tensor? {
        let all = parts.map { $0.value.rowWeights(targets: targets) }
        let given = all.compactMap { $0 }
        guard let first = given.first else { return nil }
        let classWeights = parts.compactMap {
            ($0.value as? CrossEntropyLoss)?.classWeights
                ?? ($0.value as? BinaryCrossEntropyLoss)?.classWeights
        }
        guard given.count == all.count, classWeights.count == all.count, Set(classWeights).count == 1 else {
            return targets.graph.failed(LayerProblem("has parts that weigh classes differently"))
        }
        return first
    }

    /// Every part sees the same outputs; the predictions are those of the first.
    package func outputs(for predictions: [Double]) -> [Double]? {
        parts.first?.value.outputs(for: predictions)
    }

    package func predictions(outputs: Tensor) -> Tensor {
        parts.first?.value.predictions(outputs: outputs) ?? outputs.graph.failed(Self.noParts)
    }

    private static let noParts = LayerProblem("has no parts", help: "list at least one loss")
}
