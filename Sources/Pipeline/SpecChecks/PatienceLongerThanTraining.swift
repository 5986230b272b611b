import Machine
import Spec

/// Early stopping that waits longer than the training lasts can never stop it.
enum PatienceLongerThanTraining: SpecCheck {
    static let code = "patience-longer-than-training"
    static let needs: Set<String> = ["train", "solver"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let stopping = subject.spec.train.earlyStopping
        guard let patience = stopping.patience, let epochs = subject.spec.train.epochs,
            // Who restores the best epoch may mean nothing but that.
            patience + stopping.startFromEpoch >= epochs, !stopping.restoreBest
        else { return [] }
        let start = stopping.startFromEpoch > 0 ? " after epoch \(stopping.startFromEpoch)" : ""
        return [
            Diagnostic(
                code,
                "early stopping waits \(NumberText.count(patience, "epoch"))\(start), but the training has only "
                    + "\(NumberText.count(epochs)): it can never stop it",
                at: subject.origin(of: "train.early_stopping.patience"),
                help: "lower 'patience', or train longer", severity: .warning)
        ]
    }
}
