import Spec
import Training

/// A pattern of a penalty or of a parameter group names no parameter of the model.
enum PatternWithoutParameter: SpecCheck {
    static let code = "pattern-without-parameter"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let layout = subject.model?.parameters else { return [] }
        let penalties = subject.spec.penalties.map { ($0.value.selection, $0.origin) }
        let groups = subject.spec.optimizer.value.groups.map {
            ($0.selection, subject.origin(of: "optimizer.groups"))
        }
        return (penalties + groups).compactMap { selection, origin in
            guard let pattern = selection.firstUnmatched(in: layout) else { return nil }
            let names = layout.entries.map(\.declaration.name)
            let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
            return Diagnostic(
                code, "no parameter of the model fits the pattern '\(pattern)'", at: origin,
                help: nearestName(to: pattern, in: names).map { "did you mean '\($0)'?" },
                notes: ["parameters: " + shown])
        }
    }
}
