import Graph
import Kernels
import Spec

package struct TargetRangeLayer: Layer {
    package static let name = "target_range"
    package static let about = """
        Keeps predictions within the range of the training targets, when judging and predicting.

            training:    y = x
            evaluation:  y = min(max(x, low), high)
            low, high:   the least and the greatest target of the training rows

        The last layer of a model that predicts numbers: a row unlike those of training is then not given a
        prediction beyond all targets ever seen. Steps of the target, such as `standardize`, come before, so
        that range and predictions are on the same scale; it does not fit losses whose last layer gives
        logarithms or rates of the target.

        - Shapes: input [targets] → output the same; `low`, `high` [targets], which are states
        - Errors: `layer-shape` for a target of classes, and for another number of inputs than targets
        - Source: `clamp_output` of RealMLP, Holzmüller, Grinsztajn and Steinwart, "Better by default: Strong
          pre-tuned MLPs and boosted trees on tabular data", 2024
        """

    /// Before the targets have been looked at.
    private static let unbounded = 1e30

    package var programKey: String { Self.name }

    package init(reading fields: inout FieldReader) {}

    package init() {}

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank == 1 else {
            throw LayerProblem("needs a row of numbers, one axis, but the row has shape \(input)")
        }
        if let targets = model.targetColumns, input != [targets] {
            throw LayerProblem(
                targets == 0
                    ? "keeps numbers within the range of the targets, but the target is a class"
                    : "needs one number for each of \(targets) targets, but the row has shape \(input)",
                help: targets == 0 ? "remove the layer" : "put it behind 'linear: auto'")
        }
        let places = Array(0..<input.count)
        model.state(
            "low", dimensions: [input.count], initial: -Self.unbounded,
            fit: ColumnFit(columns: places, areTargets: true) { $0.map { $0.first ?? -Self.unbounded } })
        model.state(
            "high", dimensions: [input.count], initial: Self.unbounded,
            fit: ColumnFit(columns: places, areTargets: true) { $0.map { $0.last ?? Self.unbounded } })
        return input
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        guard !pass.isTraining else { return input }
        let width = input.shape[2]
        let low = pass.forEachMember(pass.state("low")).perTrial([1, width])
        let high = pass.forEachMember(pass.state("high")).perTrial([1, width])
        return minimum(maximum(input, low), high)
    }
}
