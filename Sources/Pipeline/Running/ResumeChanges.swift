import Runs
import Training

/// What is to change when a run is continued, as paths of the specification.
struct ResumeChanges {
    /// Every value that differs from the run's.
    let paths: [String]

    /// What may change between attempts without making the finished steps untrue.
    static let changeable = deciding + ["train.checkpoint", "train.eval_batch_size", "threads"]

    /// Those that can make a run go on that has ended.
    private static let deciding = [
        "train.epochs", "train.max_steps", "train.early_stopping", "train.max_time",
    ]

    init(_ paths: [String]) { self.paths = paths }

    /// Whether anything changes that says when training ends.
    var changesEnd: Bool { Self.deciding.contains { changes($0) } }
    var changesStoppingRule: Bool { changes("train.early_stopping") }

    private func changes(_ path: String) -> Bool { paths.contains { Self.isAt($0, path) } }

    /// Whether a path is another one or below it.
    private static func isAt(_ path: String, _ other: String) -> Bool {
        path == other || path.hasPrefix(other + ".")
    }

    /// Only what may change.
    func changeableOnly() -> ResumeChanges {
        ResumeChanges(paths.filter { path in Self.changeable.contains { Self.isAt(path, $0) } })
    }

    /// - Errors: `RunError.refused` for what would make the finished steps untrue
    func check(_ old: ExperimentSpec, _ directory: RunDirectory) throws {
        let forbidden = paths.filter { path in !Self.changeable.contains { Self.isAt(path, $0) } }
        if let first = forbidden.first {
            throw RunError.refused(
                run: directory.id,
                reason:
                    "'\(first)' cannot change when a run is continued, only the training budget, early stopping, "
                    + "checkpoints and threads can; start a new run instead")
        }
        let changesBudget = changes("train.epochs") || changes("train.max_steps")
        if changesBudget, old.schedule.value.followsBudget {
            let name = type(of: old.schedule.value).name
            throw RunError.refused(
                run: directory.id,
                reason:
                    "its \(name) schedule spans the whole budget, so with another budget the finished steps would "
                    + "have had other rates; start a new run, or give the schedule its own 'steps'")
        }
    }
}
