import Spec
import Training

/// The target holds classes, and the loss is one for real numbers.
///
/// How many classes there are is known only when all rows were read; then the model itself says what does not fit.
/// This check speaks before.
enum LossAgainstClasses: SpecCheck {
    static let code = "loss-against-classes"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let data = subject.data, data.isClassification, data.target == nil,
            let loss = subject.spec.loss,
            isForRealTargets(loss.value)
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

    /// Whether no number of classes would do, with any output.
    static func isForRealTargets(_ loss: any Loss) -> Bool {
        let ranges: [OutputRange] = [.any, .probability, .distribution]
        return !ranges.contains { range in
            (1...3).contains { width in
                let output = ModelOutput(width: width, range: range)
                return (try? loss.task(target: .classes(count: max(2, width)), output: output)) != nil
            }
        }
    }
}
