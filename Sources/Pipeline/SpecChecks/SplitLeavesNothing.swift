import Data
import Spec

/// The split asks for more rows than there are, or leaves a part without rows.
enum SplitLeavesNothing: SpecCheck {
    static let code = "split-leaves-nothing"
    static let needs: Set<String> = ["data"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let split = subject.spec.data.split.value as? RandomSplit, let rows = subject.rowsBeforeSplit
        else {
            return []
        }
        do {
            _ = try split.partSizes(rows: rows)
            return []
        } catch {
            let failure = error as? StepFailure
            return [
                Diagnostic(
                    code, failure?.message ?? "\(error)", at: subject.origin(of: "data.split.parts"),
                    help: failure?.help ?? "ask for fewer rows, or give shares")
            ]
        }
    }
}
