import Spec

/// Early stopping watches a number that no metric produces.
enum UnknownMonitor: SpecCheck {
    static let code = "unknown-monitor"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let stopping = subject.spec.train.earlyStopping
        guard stopping.isEnabled, !subject.monitorNames.contains(stopping.monitor) else { return [] }
        let isValidation = stopping.monitor.hasPrefix("val_") && !subject.partNames.contains("val")
        if isValidation { return [] }  // MonitorWithoutValidation says it better.
        return [
            Diagnostic(
                code, "nothing produces '\(stopping.monitor)', which early stopping watches",
                at: subject.origin(of: "train.early_stopping.monitor"),
                help: nearestName(to: stopping.monitor, in: subject.monitorNames).map {
                    "did you mean '\($0)'?"
                }
                    ?? "add the metric to 'metrics', or watch another number",
                notes: ["it can watch: " + subject.monitorNames.joined(separator: ", ")])
        ]
    }
}
