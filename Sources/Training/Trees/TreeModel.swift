import Boosting
import Data
import Graph
import Kernels
import Spec

/// A model of trees: it stands alone under `model`, has no parameters that follow a gradient, and grows round by round.
///
/// Lifetime: read once, as a layer is. `parameters` is asked once for each training. A round is an epoch: it has a row
/// of `metrics.csv`, early stopping judges it, pruners count it.
package protocol TreeModel: Layer {
    /// Rounds of the whole training.
    var rounds: Int { get }

    /// Into how many stretches columns are cut.
    var bins: Int { get }

    /// The share of each round, shown as the learning rate.
    var rate: Double { get }

    /// How rows are drawn, where the trees are those of a forest; nil for trees that go down the loss one after
    /// another.
    var forest: ForestDraw? { get }

    /// What XGBoost is told beside the objective.
    ///
    /// - Parameter rounds: of the whole training
    /// - Errors: `TrainingError` for a column that is not there
    func parameters(columns: [String], task: PredictionTask, rounds: Int) throws -> [Booster.Parameter]

    /// Whether a training that goes on must train its rounds again to draw as an uninterrupted one: the library keeps
    /// the state of some draws to itself.
    var drawsAcrossRounds: Bool { get }
}

extension TreeModel {
    package var forest: ForestDraw? { nil }

    /// Asked only where the model stands inside another layer, which `ModelPlan` has no answer for.
    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        throw LayerProblem(
            "is a whole model, not a part of one", help: "write it alone: 'model: \(Self.name)'")
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor { input }
}

extension ModelPlan {
    /// The trees, where the model is made of them.
    package var treeModel: (any TreeModel)? { layers.first?.value as? any TreeModel }

    private static let treePath = "0"

    /// The columns that trees read, with what their numbers are; empty where nobody said.
    var treeColumns: [FeatureColumn] { usedColumns[Self.treePath] ?? [] }

    /// Whether a prediction tells the outputs that the loss reads, as it must for a forest.
    private var knowsOutputs: Bool {
        let share = 1 / Double(max(1, task.predictionColumns))
        let predictions = [Double](
            repeating: task.isClassification ? min(share, 0.5) : 1, count: outputShape.count)
        return loss.value.outputs(for: predictions)?.count == outputShape.count
    }

    /// What judges the scores of trees: a model that passes them on to the loss.
    var head: ModelPlan {
        ModelPlan(
            layers: [], loss: loss, inputShape: outputShape, outputShape: outputShape, target: target,
            task: task, summaries: [], parameters: parameters, states: states, numbers: [], ensemble: nil)
    }

    /// The model of trees; nil after reporting what does not fit.
    static func trees(
        _ layers: [Located<any Layer>], loss: Located<any Loss>, input: Shape,
        columns: [FeatureColumn]?, target: TargetForm,
        diagnostics: inout DiagnosticBag,
        task: (ModelOutput, inout DiagnosticBag) -> (loss: Located<any Loss>, task: PredictionTask)?
    ) -> ModelPlan? {
        guard let layer = layers.first(where: { $0.value is any TreeModel }) else { return nil }
        guard layers.count == 1 else {
            diagnostics.report(
                Diagnostic(
                    "model", "'\(type(of: layer.value).name)' is a whole model and stands alone",
                    at: layer.origin, help: "remove the other layers"))
            return nil
        }
        // One score a row if the loss can do with one, else one for each class.
        var widths = [1]
        if case .classes(let count) = target { widths.append(count) }
        if case .real(let columns) = target { widths = [columns] }
        for (index, width) in widths.enumerated() {
            var found = DiagnosticBag()
            if let (named, task) = task(ModelOutput(width: width, range: .any), &found) {
                let output = Shape([width])
                let plan = ModelPlan(
                    layers: layers, loss: named, inputShape: input, outputShape: output, target: target,
                    task: task,
                    summaries: [
                        LayerSummary(
                            path: "0", type: type(of: layer.value).name, input: input, output: output,
                            parameterCount: 0, flopsPerRow: 0, origin: layer.origin)
                    ], parameters: ParameterLayout([]), states: ParameterLayout([]), numbers: [],
                    ensemble: nil, usedColumns: columns.map { [treePath: $0] } ?? [:])
                if plan.treeModel?.forest == nil || plan.knowsOutputs { return plan }
                let name = type(of: loss.value).name
                diagnostics.report(
                    Diagnostic(
                        "loss", "the loss '\(name)' cannot judge the predictions of a forest",
                        at: loss.origin, help: "use 'mse', 'binary_cross_entropy' or 'cross_entropy'"))
                return nil
            }
            if index == widths.count - 1 { diagnostics.report(contentsOf: found) }
        }
        return nil
    }
}
