import Spec
import Training

/// The schedule's first change comes after the training has ended.
enum ScheduleLongerThanTraining: SpecCheck {
    static let code = "schedule-longer-than-training"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let schedule = subject.spec.schedule
        guard let (field, span) = length(of: schedule.value),
            let total = subject.trainingLength(in: span.unit),
            span.count > total
        else { return [] }
        return [
            Diagnostic(
                code,
                "the schedule's '\(field)' of \(span.description) is longer than the training of "
                    + subject.lengthText(total, span.unit),
                at: subject.origin(of: "schedule.\(field)"), help: "shorten '\(field)', or train longer",
                severity: .warning)
        ]
    }

    private static func length(of schedule: any Schedule) -> (field: String, span: StepSpan)? {
        switch schedule {
        case let schedule as StepSchedule: ("step_size", schedule.size)
        case let schedule as ExponentialSchedule: ("every", schedule.every)
        case let schedule as CosineSchedule: schedule.steps.map { ("steps", $0) }
        default: nil
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
        FigureText.count(Int(length), unit == .steps ? "step" : "epoch")
    }
}
