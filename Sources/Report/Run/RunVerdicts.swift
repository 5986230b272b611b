import Foundation
import Machine
import Runs

/// What a person would say about a finished training after a look at its figures and curves: rules, each with what to
/// do.
///
/// The same sentences stand in the terminal and on the page.
package enum RunVerdicts {
    package struct Verdict: Equatable, Sendable {
        package var text: String
        package var advice: String
    }

    /// - Parameters:
    ///   - curves: `metrics.csv`
    ///   - state: how the run ended; an unfinished one is not judged
    package static func all(
        metrics: RunMetrics?, curves: CSVTable?, manifest: RunManifest, state: RunState
    ) -> [Verdict] {
        guard let metrics, state == .completed || state == .stopped else { return [] }
        var found: [Verdict] = []
        // Trees have no parameters that a gradient moves.
        let isOfTrees = !manifest.isSolved && manifest.parameters == 0
        if let verdict = worseThanBaseline(metrics, isOfTrees: isOfTrees) { found.append(verdict) }
        guard !manifest.isSolved, let curves else { return found }
        if let verdict = lastIsBest(metrics, curves, state, isOfTrees: isOfTrees) { found.append(verdict) }
        if let verdict = earlierWasBetter(metrics, curves) { found.append(verdict) }
        return found
    }

    /// The headline figure against those of the baselines, on the same rows.
    private static func worseThanBaseline(_ metrics: RunMetrics, isOfTrees: Bool) -> Verdict? {
        guard let headline = metrics.headline, let value = headline.value else { return nil }
        let sign = metrics.directions[headline.metric] == "maximize" ? -1.0 : 1.0
        let better = metrics.baselines.keys.sorted().compactMap { name -> (name: String, value: Double)? in
            let figures = metrics.baselines[name]?[headline.split] ?? [:]
            guard let baseline = figures[headline.metric] ?? nil else { return nil }
            // A closed form and a training that has reached it differ in the last digits only.
            guard sign * baseline < sign * value - 0.001 * abs(value) else { return nil }
            return (name, baseline)
        }
        guard !better.isEmpty else { return nil }
        let others = better.map { "\($0.name) \(text($0.value))" }.joined(separator: ", ")
        let isOfClasses = metrics.baselines["majority"] != nil
        let repeats = better.allSatisfy { ["persistence", "seasonal_naive"].contains($0.name) }
        let isUseless = better.contains { $0.name != "linear" }
        let what =
            repeats ? "repeating earlier values" : isUseless ? "a rule without features" : "a linear model"
        return Verdict(
            text:
                "on \(headline.split) rows the model is worse than \(what): "
                + "\(metrics.label(of: headline.metric)) \(text(value)) against \(others)",
            advice: repeats
                ? "let it see those values (lag, or a window as long as a season), and scale features and target "
                    + "(standardize: numeric)"
                : isOfTrees
                    ? "let trees learn less by heart: train.early_stopping, a smaller max_depth or lr; or let 'assay init' race "
                        + "other models"
                    : isUseless
                        ? "scale \(isOfClasses ? "the features (standardize: features)" : "features and target (standardize: numeric)"), "
                            + "try another optimizer.lr (assay run --lr-find), or train longer"
                        : "train longer, try another optimizer.lr, or take the linear model: it is simpler and better here"
        )
    }

    /// The best epoch is the last one and the curve is still going somewhere: by more than 1 % over the last tenth of
    /// the epochs.
    private static func lastIsBest(
        _ metrics: RunMetrics, _ curves: CSVTable, _ state: RunState, isOfTrees: Bool
    ) -> Verdict? {
        guard state == .completed, metrics.epochs >= 5, isBestAtEnd(metrics) else { return nil }
        let name = metrics.monitor ?? "val_loss"
        // The loss of the training rows nearly always falls on, and says nothing about other rows.
        guard !name.hasPrefix("train_"), let values = curves[name], let epochs = curves["epoch"] else {
            return nil
        }
        let known = zip(epochs, values).filter { $0.1.isFinite }
        guard let last = known.last?.1,
            let earlier = known.last(where: { $0.0 <= 0.9 * Double(metrics.epochs) })?.1,
            abs(earlier - last) > 0.01 * abs(last)
        else { return nil }
        return Verdict(
            text: "\(name) was still improving at the end: \(text(earlier)) after nine tenths of the epochs, "
                + "\(text(last)) after all \(NumberText.count(metrics.epochs))",
            advice: isOfTrees
                ? "more trees would help: run it again with model.0.trees=\(doubled(metrics.epochs))"
                : "more epochs would help: run it again with train.epochs=\(doubled(metrics.epochs))")
    }

    private static func doubled(_ epochs: Int) -> Int {
        epochs.multipliedReportingOverflow(by: 2).partialValue
    }

    /// In a cross-validation the best epoch of most folds counts.
    private static func isBestAtEnd(_ metrics: RunMetrics) -> Bool {
        guard let folds = metrics.crossValidation?.folds else { return metrics.bestEpoch == metrics.epochs }
        return 2 * folds.count { $0.bestEpoch == $0.epochs && $0.status == "completed" } > folds.count
    }

    /// The last weights were kept although the watched value was better before: by more than 5 %.
    private static func earlierWasBetter(_ metrics: RunMetrics, _ curves: CSVTable) -> Verdict? {
        guard metrics.weights == "last", let best = metrics.bestEpoch, best < metrics.epochs else {
            return nil
        }
        let name = metrics.monitor ?? "val_loss"
        guard let values = curves[name], let epochs = curves["epoch"],
            let place = epochs.firstIndex(of: Double(best)), let last = values.last(where: \.isFinite),
            values[place].isFinite, abs(last - values[place]) > 0.05 * abs(values[place])
        else { return nil }
        return Verdict(
            text:
                "\(name) was best after epoch \(NumberText.count(best)) of \(NumberText.count(metrics.epochs)) "
                + "(\(text(values[place]))), but the figures are of the last weights (\(text(last)))",
            advice:
                "keep the weights of the best epoch: train.early_stopping={patience: N, restore_best: true}")
    }

    private static func text(_ value: Double) -> String { NumberText.significant(value, digits: 5) }
}

extension RunMetrics {
    /// Whose figures they are, for people; nil where there was no training.
    package var weightsText: String? {
        guard let best = bestEpoch, epochs > 0, crossValidation == nil else { return nil }
        let watched = monitor.map { " by \($0)" } ?? ""
        if weights == "best" { return "weights of epoch \(NumberText.count(best)), the best\(watched)" }
        if best == epochs { return "weights of the last epoch, the best\(watched)" }
        return
            "weights of the last epoch, \(NumberText.count(epochs)); the best\(watched) was epoch \(NumberText.count(best))"
    }
}
