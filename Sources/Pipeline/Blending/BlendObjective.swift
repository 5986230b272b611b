import Data
import Runs
import Spec
import Training

/// What a blend is chosen by: a measure of the validation rows.
struct BlendObjective: Sendable {
    /// `val_accuracy`.
    let name: String
    let isHigherBetter: Bool
    /// Nil for the loss.
    private let metric: MeasuredMetric?

    var isLoss: Bool { metric == nil }

    /// - Parameter asked: nil for the sweep's objective
    init(_ asked: String?, _ opening: SweepOpening?, _ run: TrainedRun) throws {
        let name = asked ?? opening?.objective ?? "val_loss"
        let measured = MeasuredMetric.all(run.spec.numberMetrics, targets: run.spec.data.targets.value)
        let known = ["val_loss"] + measured.map { "val_" + $0.label }
        let full = known.contains(name) || !known.contains("val_" + name) ? name : "val_" + name
        guard known.contains(full) else {
            let isOfOtherRows = full.hasPrefix("train_") || full.hasPrefix("test_")
            let reason = isOfOtherRows ? "is not of the validation rows" : "is none of its measures"
            let near = nearestName(to: full, in: known).map { "; did you mean '\($0)'?" } ?? ""
            throw CommandFailure(
                .command,
                "a blend is chosen by a measure of the validation rows, and '\(full)' \(reason)\(near); --objective names "
                    + "one: \(known.joined(separator: ", "))")
        }
        self.name = full
        metric = measured.first { "val_" + $0.label == full }
        if asked == nil, let opening {
            isHigherBetter = opening.direction == "maximize"
        } else {
            isHigherBetter = metric?.metric.direction == .higherIsBetter
        }
    }

    /// The value of predictions for the validation rows of a fold, as the member was trained on them.
    func judge(_ member: BlendMember, fold: Int) throws -> @Sendable (ScoredRows) -> Double {
        if let metric { return { metric.value(of: $0) } }
        guard let split = member.data[fold][split: "val"] else { return { _ in .nan } }
        let judge = try PredictionJudge(
            plan: member.plan(of: fold), split: split,
            trained: member.data[fold][split: "train"].map { (member.run.spec.effectiveTrain, $0) })
        // Called by one thread, see `BlendCandidates.select`.
        nonisolated(unsafe) let own = judge
        return { rows in ((try? own.loss(of: rows)) ?? nil) ?? .nan }
    }
}
