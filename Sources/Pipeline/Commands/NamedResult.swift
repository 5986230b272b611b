import Foundation
import Runs

/// What a name on the command line stands for: a run or a sweep.
enum NamedResult {
    case run(RunDirectory)
    case sweep(SweepDirectory)

    /// A sweep by its path, by `sweeps/` before its name or the beginning of it, or by a name that no run has; else a run.
    ///
    /// - Errors: `RunError` for a name that neither has
    static func find(_ text: String, in runsFolder: String) throws -> NamedResult {
        if let sweep = try? SweepDirectory(path: RunIndex.resolvingLink(text)) { return .sweep(sweep) }
        let prefix = SweepFile.folder + "/"
        if text.hasPrefix(prefix), !text.dropFirst(prefix.count).contains("/") {
            return .sweep(try SweepDirectory.find(String(text.dropFirst(prefix.count)), in: runsFolder))
        }
        do {
            return .run(try RunIndex(folder: runsFolder).find(text))
        } catch let error as RunError where error.isWrongName {
            guard text != "latest", let sweep = try? SweepDirectory.find(text, in: runsFolder) else {
                throw error
            }
            return .sweep(sweep)
        }
    }
}
