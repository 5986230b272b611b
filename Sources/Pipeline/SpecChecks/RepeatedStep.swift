import Data
import Spec

/// The same step is written twice with the same fields: what it does would be done twice.
enum RepeatedStep: SpecCheck {
    static let code = "repeated-step"
    static let needs: Set<String> = ["data"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        var seen: [(name: String, fields: SpecContent)] = []
        return subject.spec.data.steps.compactMap { step in
            let name = type(of: step.value).name
            let fields = step.parameters.placed(at: .defaultValue)
            defer { seen.append((name, fields)) }
            guard seen.contains(where: { $0.name == name && $0.fields == fields }) else { return nil }
            return Diagnostic(
                code, "the step '\(name)' is applied twice to the same columns", at: step.origin,
                help: "remove one of the two", severity: .warning)
        }
    }
}
