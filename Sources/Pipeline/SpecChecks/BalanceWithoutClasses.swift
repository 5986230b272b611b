import Spec

/// Classes are to be balanced where the target has none.
enum BalanceWithoutClasses: SpecCheck {
    static let code = "balance-without-classes"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard subject.spec.train.balancesClasses, let task = subject.task, !task.isClassification else {
            return []
        }
        return [
            Diagnostic(
                code,
                "'balance_classes' does nothing: the target '\(subject.spec.data.target.value)' is a real number",
                at: subject.origin(of: "train.balance_classes"),
                help: "remove it; 'data.weights' lets rows count differently", severity: .warning)
        ]
    }
}
