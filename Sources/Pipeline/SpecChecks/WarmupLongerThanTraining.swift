import Spec

/// The warm-up does not end before the training does: the schedule itself never begins.
enum WarmupLongerThanTraining: SpecCheck {
    static let code = "warmup-longer-than-training"
    static let needs: Set<String> = ["data", "train", "schedule", "solver"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let schedule = subject.spec.schedule
        guard let span = schedule.value.warmup.span, let total = subject.trainingLength(in: span.unit),
            span.count >= total
        else { return [] }
        return [
            Diagnostic(
                code,
                "the warm-up of \(span.description) is as long as the training of "
                    + "\(subject.lengthText(total, span.unit)) or longer: the full rate is never reached",
                at: subject.origin(of: "schedule.warmup_steps"),
                help: "shorten 'warmup_steps', or train longer")
        ]
    }
}
