import Spec
import Training

/// Parameters are frozen, or weights are given, where nothing is trained step by step, or nothing would be left to
/// train.
enum FreezeAgainstTraining: SpecCheck {
    static let code = "freeze"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let spec = subject.spec
        let asked: [(name: String, origin: Origin)] =
            (spec.freeze.value.isEmpty ? [] : [("freeze", spec.freeze.origin)])
            + (spec.initFrom.map { [("init_from", $0.origin)] } ?? [])
        return asked.compactMap { name, origin in
            if spec.trees != nil || spec.solver != nil {
                let what =
                    spec.solver.map { "the solver '\(type(of: $0.value).name)' computes all weights at once" }
                    ?? "trees have no weights"
                return Diagnostic(
                    code, "'\(name)' does nothing: \(what)", at: origin, help: "remove '\(name)'")
            }
            guard name == "freeze" else { return nil }
            let optimizer = spec.optimizer.value
            if optimizer is any SecondOrderOptimizer {
                return Diagnostic(
                    code,
                    "the optimizer '\(type(of: optimizer).name)' changes all parameters together and cannot "
                        + "leave some as they are", at: origin,
                    help: "remove 'freeze', or use another optimizer, such as 'adam'")
            }
            guard let model = subject.model, model.trainable.count == 0 else { return nil }
            return Diagnostic(
                code, "'freeze' leaves no parameter to train", at: origin,
                help: "freeze fewer, such as all but the last layer")
        }
    }
}
