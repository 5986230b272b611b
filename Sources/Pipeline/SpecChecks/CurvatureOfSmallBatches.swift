import Machine
import Spec
import Training

/// An optimizer of second order takes the curvature of each batch for that of the whole training part.
enum CurvatureOfSmallBatches: SpecCheck {
    static let code = "curvature-of-batches"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let optimizer = subject.spec.optimizer
        guard subject.spec.solver == nil, optimizer.value is any SecondOrderOptimizer,
            case .rows(let batch) = subject.spec.train.batchSize, !subject.spec.train.overfitsOneBatch
        else { return [] }
        // A batch that holds every row is the whole part.
        if let rows = subject.trainingRows, batch >= rows { return [] }
        let name = type(of: optimizer.value).name
        return [
            Diagnostic(
                code,
                "optimizer '\(name)' takes the curvature of \(NumberText.count(batch, "row")) for that of all: its steps "
                    + "jump from batch to batch",
                at: subject.origin(of: "train.batch_size"), help: "write 'batch_size: all'",
                severity: .warning)
        ]
    }
}
