import Machine
import Spec
import Training

/// The schedule's first change comes after the training has ended.
enum ScheduleLongerThanTraining: SpecCheck {
    static let code = "schedule-longer-than-training"
    static let needs: Set<String> = ["data", "train", "schedule", "solver"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let schedule = subject.spec.schedule
        return schedule.value.lengths.compactMap { length in
            let (field, span) = (length.field, length.span)
            guard let total = subject.trainingLength(in: span.unit), span.count > total else { return nil }
            return Diagnostic(
                code,
                "the schedule's '\(field)' of \(span.description) is longer than the training of "
                    + subject.lengthText(total, span.unit),
                at: subject.origin(of: "schedule.\(field)"), help: "shorten '\(field)', or train longer",
                severity: .warning)
        }
    }
}

extension CheckSubject {
    /// The length of the training in a unit, where it can be known.
    func trainingLength(in unit: StepSpan.Unit) -> Double? {
        switch unit {
        case .steps: horizon.map { Double($0.totalSteps) } ?? spec.train.maxSteps.map(Double.init)
        case .epochs: spec.train.epochs.map(Double.init)
        }
    }

    func lengthText(_ length: Double, _ unit: StepSpan.Unit) -> String {
        NumberText.count(Int(length), unit == .steps ? "step" : "epoch")
    }
}
