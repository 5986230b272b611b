import Machine
import Spec

/// A batch holds more rows than there are to train on.
enum BatchLargerThanTraining: SpecCheck {
    static let code = "batch-larger-than-training"
    static let needs: Set<String> = ["data", "train", "solver"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard subject.spec.solver == nil, subject.spec.trees == nil,
            case .rows(let batch) = subject.spec.train.batchSize,
            let rows = subject.trainingRows,
            batch > rows
        else { return [] }
        // A preset suits tables of any size: its batches are as large as the table at most.
        let origin = subject.origin(of: "train.batch_size")
        if origin.span?.start.file.hasPrefix(SpecPreset.prefix) ?? false { return [] }
        return [
            Diagnostic(
                code,
                "a batch of \(NumberText.count(batch)) rows is larger than the training part of "
                    + "\(NumberText.count(rows, "row")): each epoch is one batch of all rows",
                at: origin, help: "lower 'batch_size', or write 'all'", severity: .warning)
        ]
    }
}
