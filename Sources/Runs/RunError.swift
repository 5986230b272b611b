import Foundation

/// What can go wrong with a run directory. Facts only; `description` is the one place that turns them into
/// words.
package enum RunError: Error, Equatable, Sendable {
    /// A system call failed: what was being done, on which path, with which error number.
    case system(action: String, path: String, code: Int32)
    /// The folder is there but is not a run directory.
    case notARun(path: String)
    /// The folder is there but is not a sweep directory, or there is none of this name.
    case notASweep(path: String)
    /// No run of this name; the nearest existing name, if any is near.
    case unknownRun(name: String, folder: String, suggestion: String?)
    /// The folder of results holds no run at all.
    case noRuns(folder: String)
    /// Several runs begin with the given text.
    case ambiguous(name: String, candidates: [String])
    /// A file of the run exists but cannot be understood.
    case damaged(path: String, reason: String)
    /// Another process is writing to the run.
    case inUse(path: String, processId: Int32?)
    /// The event is not possible in the state the run is in.
    case refused(run: String, reason: String)
}

extension RunError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let action, let path, let code):
            return "cannot \(action) '\(path)': \(systemMessage(code))"
        case .notARun(let path):
            return "'\(path)' is not a run directory: it has no \(RunFile.manifest)"
        case .notASweep(let path):
            return "'\(path)' is no sweep: 'assay sweep --status' lists them"
        case .unknownRun(let name, let folder, let suggestion):
            let hint = suggestion.map { "; did you mean '\($0)'?" } ?? "; 'assay ls' lists the runs"
            return "no run '\(name)' in '\(folder)'\(hint)"
        case .noRuns(let folder):
            return "there are no runs in '\(folder)' yet; 'assay run SPEC' makes one"
        case .ambiguous(let name, let candidates):
            let shown = candidates.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
            return "'\(name)' could be any of \(candidates.count) runs: \(shown)"
        case .damaged(let path, let reason):
            return "'\(path)' is damaged: \(reason)"
        case .inUse(let path, let processId):
            let who = processId.map { "process \($0)" } ?? "another process"
            return "'\(path)' is in use by \(who)"
        case .refused(let run, let reason):
            return "run '\(run)': \(reason)"
        }
    }
}

/// The text of a system error number, in lower case as it stands inside a sentence.
func systemMessage(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
}
