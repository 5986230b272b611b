import Spec

/// The best weights are to be restored, but they would be judged on the rows they were trained on.
enum RestoreBestWithoutValidation: SpecCheck {
    static let code = "restore-best-without-validation"
    static let needs: Set<String> = ["data", "train"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let stopping = subject.spec.train.earlyStopping
        guard stopping.isEnabled, stopping.restoreBest, stopping.monitor.hasPrefix("train_") else {
            return []
        }
        let hasValidation = subject.partNames.contains("val")
        return [
            Diagnostic(
                code,
                "'restore_best' keeps the weights with the best '\(stopping.monitor)', judged on the rows they were "
                    + "trained on",
                at: subject.origin(of: "train.early_stopping.restore_best"),
                help: hasValidation ? "watch 'val_loss'" : "give the split a part 'val' and watch 'val_loss'",
                severity: .warning)
        ]
    }
}
