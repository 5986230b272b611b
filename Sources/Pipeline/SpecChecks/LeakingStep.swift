import Spec

/// A step is fitted on all rows, test rows included.
enum LeakingStep: SpecCheck {
    static let code = "leak"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        subject.spec.data.steps.compactMap { step in
            guard step.value.preparation.fitScope == .all else { return nil }
            let name = type(of: step.value).name
            return Diagnostic(
                code,
                "the step '\(name)' is fitted on all rows: validation and test figures will look too good",
                at: step.origin, help: "leave out 'fit_on' to fit it on the training rows only",
                severity: .warning)
        }
    }
}
