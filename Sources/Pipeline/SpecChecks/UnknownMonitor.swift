import Spec
import Training

/// Early stopping, the schedule or the checkpoints watch a number that no metric produces.
enum UnknownMonitor: SpecCheck {
    static let code = "unknown-monitor"
    static let needs: Set<String> = ["data", "train", "metrics", "schedule"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let stopping = subject.spec.train.earlyStopping
        let plateau = subject.spec.schedule.value as? PlateauSchedule
        let watched: [(name: String?, path: String, user: String)] = [
            (stopping.isEnabled ? stopping.monitor : nil, "train.early_stopping.monitor", "early stopping"),
            (subject.spec.train.checkpoint.monitor, "train.checkpoint.monitor", "'checkpoint'"),
            (plateau?.monitor, "schedule.monitor", "the schedule"),
        ]
        return watched.compactMap { name, path, user in
            name.flatMap { finding($0, path, user, subject) }
        }
    }

    private static func finding(
        _ name: String, _ path: String, _ user: String, _ subject: CheckSubject
    ) -> Diagnostic? {
        guard !subject.monitorNames.contains(name) else {
            return undirected(name, path, user, subject)
        }
        let isValidation = name.hasPrefix("val_") && !subject.partNames.contains("val")
        // MonitorWithoutValidation says it better.
        if isValidation, path == "train.early_stopping.monitor" { return nil }
        return Diagnostic(
            code, "nothing produces '\(name)', which \(user) watches", at: subject.origin(of: path),
            help: nearestName(to: name, in: subject.monitorNames).map { "did you mean '\($0)'?" }
                ?? "add the metric to 'metrics', or watch another number",
            notes: ["it can watch: " + subject.monitorNames.joined(separator: ", ")])
    }

    /// A number that has no better or worse needs a mode.
    private static func undirected(
        _ name: String, _ path: String, _ user: String, _ subject: CheckSubject
    ) -> Diagnostic? {
        let modePath = String(path.dropLast("monitor".count)) + "mode"
        let isOpen = subject.value(at: modePath).map { $0 == .string("auto") } ?? true
        let metric = subject.spec.numberMetrics.first {
            ["val_" + $0.label, "train_" + $0.label].contains(name)
        }
        guard isOpen, let metric, metric.direction == .undirected else { return nil }
        return Diagnostic(
            code, "\(user) watches '\(name)', which has no better or worse", at: subject.origin(of: path),
            help: "add 'mode: min' or 'mode: max', or watch another number")
    }
}
