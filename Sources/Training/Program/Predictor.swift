import Boosting
import Data
import Graph
import Kernels
import Spec

/// A trained model that predicts: weights from a file, no optimizer, no training data.
///
/// Lifetime: made once; used for any number of parts, on one thread. A row's prediction has the same bits in
/// whatever part it comes, and as in the run that trained the weights.
///
/// - Errors: `CheckpointError` when the file does not hold the plan's parameters; `GraphError`
package final class Predictor {
    package let plan: ModelPlan
    private let elementType: ElementType
    private let parameters: RealBuffer
    private let states: RealBuffer
    private let evaluator: Evaluator
    /// What gives the scores that the loss turns into predictions, where the model is made of trees.
    private let trees: Booster?
    private let scores: ScoreTable
    private let threads: Int

    /// - Parameter largestPart: rows of the largest part that will come; larger ones work too
    /// - Parameter trained: how it was trained and on which rows, so that rows count in the loss what they counted
    ///   then; nil where all count alike
    /// - Parameter positiveClass: of two classes, the one that precision, recall and the like are about
    /// - Parameter transform: takes predictions back to original units, where members of an ensemble are averaged
    package init(
        plan: ModelPlan, elementType: ElementType, threads: Int, weights: SafetensorsFile, largestPart: Int,
        trained: (section: TrainSection, rows: PreparedSplit)? = nil, positiveClass: Int = 1,
        transform: TargetTransform? = nil
    ) throws {
        self.plan = plan
        self.elementType = elementType
        self.threads = threads
        let trees = plan.treeModel == nil ? nil : try Booster(reading: weights, threads: threads)
        self.trees = trees
        let isForest = plan.treeModel?.forest != nil
        scores = ScoreTable(
            elementType: elementType,
            forest: isForest ? try trees.map { try ForestScale($0, plan: plan) } : nil)
        parameters = try RealBuffer(elementType, count: plan.parameterCount)
        let codec = ParameterCodec(layout: plan.parameters, elementType: elementType)
        try codec.write(weights, to: parameters.buffer.pointer)
        states = try RealBuffer(elementType, count: plan.states.count)
        let stateCodec = ParameterCodec(layout: plan.states, elementType: elementType)
        try stateCodec.write(weights, to: states.buffer.pointer)
        let graphs = TrainingGraphs(
            plan: plan.treeModel == nil ? plan : plan.head, realType: elementType, trials: 1, orders: 1,
            optimizer: FieldReader.defaults(of: StochasticGradientDescent.self))
        evaluator = try Evaluator(
            graphs: graphs, largestSplit: max(largestPart, 1), parameters: parameters.buffer,
            states: states.buffer,
            weights: trained.flatMap { RowWeights($0.section, plan: plan, train: $0.rows) }.map { [$0] }
                ?? [],
            positiveClasses: [positiveClass], transforms: [transform], backend: CPUBackend(threads: threads))
    }

    /// [rows, task.predictionColumns], in the space of training.
    package func predictions(_ features: DataMatrix) throws -> [Double] {
        try predicted(features).predictions
    }

    /// Predictions without targets, and how far the members of an ensemble are apart.
    package func predicted(_ features: DataMatrix) throws -> ScoredRows {
        let targets = DataMatrix(
            rows: features.rows, columns: plan.task.targetColumns,
            buffer: try Buffer(allocating: elementType, count: features.rows * plan.task.targetColumns))
        var rows = try scored(features, targets: targets).rows
        rows.targets = []
        return rows
    }

    /// Predictions beside their targets, and the mean loss.
    package func scored(_ features: DataMatrix, targets: DataMatrix) throws -> (
        loss: Double, rows: ScoredRows
    ) {
        var losses = LossSum()
        let rows = try scored(features, targets: targets, addingTo: &losses)
        return (losses.mean, rows)
    }

    /// The same; the losses are added to those of the rows before.
    ///
    /// - Parameters:
    ///   - exact: the targets in double precision, where `targets` rounds them
    ///   - original: the targets before the steps, where they are known
    ///   - naiveErrors: how far off the naive forecast was on the rows the model was trained on
    package func scored(
        _ features: DataMatrix, targets: DataMatrix, exact: RowValues? = nil, original: RowValues? = nil,
        naiveErrors: NaiveErrors? = nil, addingTo losses: inout LossSum
    ) throws -> ScoredRows {
        // A name of its own each time: what the evaluator keeps of a split belongs to one part.
        parts += 1
        return try scored(
            PreparedSplit(
                name: "part \(parts)", rowIds: [], features: features, targets: targets, exactTargets: exact,
                originalTargets: original, naiveErrors: naiveErrors), addingTo: &losses)
    }

    /// The same for rows that may count differently.
    package func scored(_ part: PreparedSplit) throws -> (loss: Double, rows: ScoredRows) {
        var losses = LossSum()
        let rows = try scored(part, addingTo: &losses)
        return (losses.mean, rows)
    }

    /// Predictions of a part beside their targets; its losses are added to those of the parts before.
    package func scored(_ part: PreparedSplit, addingTo losses: inout LossSum) throws -> ScoredRows {
        guard part.features.columns == plan.inputShape.count,
            part.targets.columns == plan.task.targetColumns, part.targets.rows == part.features.rows
        else {
            throw TrainingError(
                "the features are [\(part.features.rows), \(part.features.columns)], but the model reads "
                    + "\(plan.inputShape.count) numbers a row")
        }
        guard let outcome = try evaluator.evaluate(try judged(part), after: losses).first else {
            throw TrainingError("the model gave no predictions")
        }
        evaluator.forget(part)
        losses = outcome.losses
        return outcome.rows
    }

    /// The rows as the evaluator reads them.
    private func judged(_ part: PreparedSplit) throws -> PreparedSplit {
        guard let trees, part.rows > 0 else { return part }
        let matrix = try BoostingMatrix(
            trees.library, part.features, described: plan.treeColumns, categories: CategoryNumbers(trees),
            threads: threads)
        return try trees.scores(of: matrix) {
            try scores.split(
                part, $0, width: plan.outputShape.count, rounds: trees.rounds())
        }
    }

    private var parts = 0
}
