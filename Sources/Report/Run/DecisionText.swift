import Machine
import Runs

/// What was fitted to a run's predictions, in sentences.
package enum DecisionText {
    /// - Parameter positive: the class the threshold is about
    package static func sentences(_ decision: RunMetrics.Decision, _ positive: String?) -> [String] {
        var sentences: [String] = []
        let rows = decision.fittedOn.map { part in
            "\(part == "out_of_fold" ? "the rows each fold left out" : "the \(part) rows")"
        }
        if let temperature = decision.temperature {
            sentences.append(
                "probabilities: logits divided by \(NumberText.significant(temperature))"
                    + (rows.map { ", fitted on \($0)" } ?? "")
                    + change("log_loss", decision.logLoss)
                    + change("expected_calibration_error", decision.calibrationError))
        }
        if let threshold = decision.threshold {
            let name = positive.map { "'\($0)'" } ?? "the positive class"
            var text = "threshold: \(name) is predicted from \(NumberText.significant(threshold)) on"
            if let metric = decision.maximized, let figure = decision.figure {
                text += ", which makes \(metric) largest" + (rows.map { " on \($0)" } ?? "")
                text += ": \(NumberText.figure(figure.after)), at 0.5 \(NumberText.figure(figure.before))"
            }
            sentences.append(text)
        }
        return sentences
    }

    /// The same for a terminal.
    package static func lines(_ decision: RunMetrics.Decision, _ positive: String?) -> [String] {
        let sentences = sentences(decision, positive)
        return sentences.isEmpty ? [] : [""] + sentences.map { "  " + $0 }
    }

    private static func change(_ name: String, _ change: RunMetrics.Decision.Change?) -> String {
        guard let change else { return "" }
        return "; \(name) \(NumberText.figure(change.before)) → \(NumberText.figure(change.after))"
    }
}
