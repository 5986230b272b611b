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
    /// The folder of sweeps holds none.
    case noSweeps(folder: String)
    /// A sweep was named where one run is needed.
    case isASweep(name: String, id: String)
    /// A run was named where a sweep is needed.
    case isARun(name: String, id: String)
    /// Something that is to be removed does not carry the program's mark.
    case foreign(path: String, reason: String)
    /// An output was named that would replace something else.
    case notReplaced(path: String, reason: String)
    /// Several runs begin with the given text.
    case ambiguous(name: String, candidates: [String])
    /// A file of the run exists but cannot be understood.
    case damaged(path: String, reason: String)
    /// Another process is writing to the run.
    case inUse(path: String, process: ProcessIdentity?)
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
        case .noSweeps(let folder):
            return "there are no sweeps in '\(folder)' yet; 'assay sweep SPEC' makes one"
        case .isASweep(let name, let id):
            let sweep = "\(SweepFile.folder)/\(id)"
            return "'\(name)' is a sweep and no run; name one of its trials, such as '\(sweep)/0'"
        case .isARun(let name, let id):
            let named = name == id ? "a run" : "the run '\(id)'"
            return "'\(name)' is \(named) and no sweep; '\(SweepFile.folder)/latest' is the newest sweep"
        case .notReplaced(let path, let reason):
            return "'\(path)' is not written: \(reason)"
        case .foreign(let path, let reason):
            return "'\(path)' is not removed: \(reason)"
        case .ambiguous(let name, let candidates):
            let shown = candidates.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
            return
                "'\(name)' could be any of \(candidates.count): \(shown)\(candidates.count > 5 ? " …" : "")"
        case .damaged(let path, let reason):
            return "'\(path)' is damaged: \(reason)"
        case .inUse(let path, let process):
            return "'\(path)' is in use by \(process?.inWords ?? "another process")"
        case .refused(let run, let reason):
            return "run '\(run)': \(reason)"
        }
    }
}

/// The text of a system error number, in lower case as it stands inside a sentence.
func systemMessage(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
}
