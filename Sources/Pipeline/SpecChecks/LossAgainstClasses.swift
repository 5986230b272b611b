import Spec
import Training

/// The target holds classes, and the loss is one for real numbers.
///
/// How many classes there are is known only when all rows were read; then the model itself says what does not fit.
/// This check speaks before.
enum LossAgainstClasses: SpecCheck {
    static let code = "loss-against-classes"
    static let needs: Set<String> = ["data", "loss", "solver"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let data = subject.data, data.isClassification, data.target == nil,
            let loss = subject.spec.loss,
            !loss.value.targets.contains(.classes)
        else { return [] }
        return [
            Diagnostic(
                code,
                "loss '\(type(of: loss.value).name)' needs a real target, but '\(subject.spec.data.target.value)' holds "
                    + "classes",
                at: loss.origin,
                help: "use the loss 'cross_entropy', or 'binary_cross_entropy' when there are two classes")
        ]
    }
}
