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
        let dropsAll = subject.spec.train.dropLast
        let consequence =
            dropsAll ? "'drop_last' leaves no batch at all" : "each epoch is one batch of all rows"
        return [
            Diagnostic(
                code,
                "a batch of \(NumberText.count(batch)) rows is larger than the training part of "
                    + "\(NumberText.count(rows, "row")): \(consequence)",
                at: subject.origin(of: "train.batch_size"), help: "lower 'batch_size', or write 'all'",
                severity: dropsAll ? .error : .warning)
        ]
    }
}
