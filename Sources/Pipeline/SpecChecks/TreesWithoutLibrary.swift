import Boosting
import Spec

/// A model of trees where the library that grows them is not installed.
enum TreesWithoutLibrary: SpecCheck {
    static let code = "trees-without-library"
    static let needs: Set<String> = ["model"]

    static func findings(in subject: CheckSubject) -> [Diagnostic] {
        guard let trees = subject.spec.trees else { return [] }
        do {
            _ = try XGBoostLibrary.shared()
            return []
        } catch let error as BoostingError {
            return [Diagnostic(code, error.reason, at: trees.origin, help: error.help)]
        } catch {
            return [Diagnostic(code, "\(error)", at: trees.origin)]
        }
    }
}
