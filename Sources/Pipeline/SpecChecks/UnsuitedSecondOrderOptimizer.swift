import Spec
import Training

/// An optimizer that needs all second derivatives, with a model it cannot take.
enum UnsuitedSecondOrderOptimizer: SpecCheck {
    static let code = "second-order-optimizer"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let optimizer = subject.spec.optimizer
        guard subject.spec.solver == nil, subject.spec.trees == nil, let model = subject.model,
            let second = optimizer.value as? any SecondOrderOptimizer,
            let refusal = second.refusal(for: model, accumulate: subject.spec.train.accumulate)
        else { return [] }
        return [
            Diagnostic(
                code, "optimizer '\(type(of: optimizer.value).name)' \(refusal)", at: optimizer.origin,
                help: "use 'lbfgs', or another optimizer")
        ]
    }
}
