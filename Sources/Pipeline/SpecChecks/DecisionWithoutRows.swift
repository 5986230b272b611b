import Spec
import Training

/// A threshold or a temperature that cannot be: for another target, or without rows it could be fitted to.
enum DecisionWithoutRows: SpecCheck {
    static let code = "decision"

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        let spec = subject.spec
        let asked: [(name: String, origin: Origin, isFitted: Bool, classes: Int?)] =
            (spec.calibration.map { [("calibrate", $0.origin, true, nil)] } ?? [])
            + (spec.threshold.map { [("threshold", $0.origin, $0.value.search != nil, 2)] } ?? [])
        return asked.compactMap { name, origin, isFitted, classes in
            if let task = subject.task {
                guard let count = task.classCount else {
                    return Diagnostic(
                        code, "'\(name)' is about probabilities of classes, but the target is a real number",
                        at: origin, help: "remove '\(name)'")
                }
                if let classes, classes != count {
                    return Diagnostic(
                        code, "'\(name)' tells two classes apart, but the target has \(count)", at: origin,
                        help: "remove '\(name)': the most probable class is predicted")
                }
            }
            guard isFitted, !subject.partNames.contains("val") else { return nil }
            return Diagnostic(
                code, "'\(name)' is fitted to validation rows, but the split makes none", at: origin,
                help: "add a 'val' part to 'data.split'"
                    + (name == "threshold" ? ", or write the threshold as a number" : ""))
        }
    }
}
