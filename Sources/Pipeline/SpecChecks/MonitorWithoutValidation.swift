import Spec

/// Early stopping watches validation rows, but the split has none.
enum MonitorWithoutValidation: SpecCheck {
    static let code = "monitor-without-validation"
    static let needs: Set<String> = ["data", "train"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let stopping = subject.spec.train.earlyStopping
        let isValidation = stopping.monitor.hasPrefix("val_")
        guard stopping.isEnabled, isValidation, !subject.partNames.contains("val") else { return [] }
        return [
            Diagnostic(
                code, "early stopping watches '\(stopping.monitor)', but the split has no part 'val'",
                at: subject.origin(of: "train.early_stopping.monitor"),
                help: "give the split a part 'val', or watch 'train_loss'",
                notes: ["parts of the split: " + subject.partNames.joined(separator: ", ")])
        ]
    }
}
