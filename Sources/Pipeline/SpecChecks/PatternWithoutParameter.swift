import Spec
import Training

/// A pattern of a penalty, of a parameter group or of `freeze` names no parameter of the model.
enum PatternWithoutParameter: SpecCheck {
    static let code = "pattern-without-parameter"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let model = subject.model else { return [] }
        let layout = model.parameters
        let empty = model.summaries.filter { $0.parameterCount == 0 && model.usedColumns[$0.path] != nil }
            .map(\.path)
        let penalties = subject.spec.penalties.map { ($0.value.selection, $0.origin) }
        let groups = subject.spec.optimizer.value.groups.map {
            ($0.selection, subject.origin(of: "optimizer.groups"))
        }
        let freeze = subject.spec.freeze
        let frozen = freeze.value.map { (ParameterSelection(patterns: [$0]), freeze.origin) }
        return (penalties + groups + frozen).compactMap { selection, origin in
            guard let pattern = selection.firstUnmatched(in: layout, empty: empty) else { return nil }
            let names = layout.entries.map(\.declaration.name)
            let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
            return Diagnostic(
                code, "no parameter of the model fits the pattern '\(pattern)'", at: origin,
                help: nearestName(to: pattern, in: names).map { "did you mean '\($0)'?" },
                notes: ["parameters: " + shown])
        }
    }
}
