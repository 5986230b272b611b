import Data

/// The loss of predictions that several models made together, weighed as the loss of one of them is.
package struct PredictionJudge {
    private let program: PredictionLoss
    private let task: PredictionTask
    private let weights: [Double]?

    /// - Parameter split: the rows that are judged
    /// - Parameter trained: how the model was trained and on which rows
    package init(
        plan: ModelPlan, split: PreparedSplit, trained: (section: TrainSection, rows: PreparedSplit)?
    ) throws {
        program = try PredictionLoss(plan: plan.treeModel == nil ? plan : plan.head, rows: split.rows)
        task = plan.task
        weights = trained.flatMap { RowWeights($0.section, plan: plan, train: $0.rows) }?.values(
            of: split)
    }

    /// Nil where predictions do not tell what the loss is computed from.
    package func loss(of rows: ScoredRows) throws -> Double? {
        rows.task == task ? try program.mean(of: rows, weights: weights) : nil
    }
}
