import Foundation
import Report
import Runs

/// `assay rm RUN…`: removes run directories.
///
/// A run that a process works on is not removed. Each directory first gets a hidden name, so that half a run is never
/// listed; `latest` then points to the newest one left.
package enum RemoveRuns {
    package struct Request: Sendable {
        package var runsFolder: String
        package var runs: [String]
        package var filter: String?
        /// Says what would be removed.
        package var isTrial: Bool
        package var isConfirmed: Bool

        package init(runsFolder: String, runs: [String], filter: String?, isTrial: Bool, isConfirmed: Bool) {
            self.runsFolder = runsFolder
            self.runs = runs
            self.filter = filter
            self.isTrial = isTrial
            self.isConfirmed = isConfirmed
        }
    }

    /// - Parameter confirm: asks a person; nil when nobody can answer
    package static func perform(
        _ request: Request, output: CommandOutput = CommandOutput(), confirm: ((String) -> Bool)? = nil
    ) -> CommandStatus {
        RunCommandErrors.catching(output) {
            let selection = RunSelection(
                folder: request.runsFolder, indexFolder: CacheFolders().indexes)
            let runs = try selection.runs(request.runs, filter: request.filter)
            guard !runs.isEmpty else {
                output.messages.line("no run matches, nothing is removed")
                return .done
            }
            let bytes = runs.reduce(0) { $0 + FolderSize.bytes(of: $1.path) }
            let summary = "\(FigureText.count(runs.count, "run")), \(FigureText.bytes(bytes))"
            for run in runs { output.results.line(run.path) }
            if request.isTrial {
                output.messages.line("would remove \(summary)")
                return .done
            }
            guard request.isConfirmed || confirm?("remove \(summary)?") ?? false else {
                output.error("nothing is removed: confirm with --yes")
                return .invalid
            }
            for run in runs { try remove(run) }
            RunDirectory.repairLatest(in: request.runsFolder)
            output.messages.line("removed \(summary)")
            return .done
        }
    }

    private static func remove(_ run: RunDirectory) throws {
        if RunIndex.entry(of: run).state == .running {
            throw RunError.inUse(path: run.path, processId: try? run.manifest().process.pid)
        }
        let lock = try RunLock(directory: run.path)
        defer { withExtendedLifetime(lock) {} }
        let folder = (run.path as NSString).deletingLastPathComponent
        let hidden = (folder.isEmpty ? "." : folder) + "/.removed-" + run.id
        guard rename(run.path, hidden) == 0 else {
            throw RunError.system(action: "remove", path: run.path, code: errno)
        }
        do {
            try FileManager.default.removeItem(atPath: hidden)
        } catch {
            throw RunError.system(action: "remove", path: hidden, code: errno == 0 ? EIO : errno)
        }
    }
}

/// The room that files take.
enum FolderSize {
    /// The sum of the sizes of all files below a folder; 0 when it is not there.
    static func bytes(of path: String) -> Int {
        var total = 0
        let names = FileManager.default.enumerator(atPath: path)
        while let name = names?.nextObject() as? String {
            var status = stat()
            if lstat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
                total += Int(status.st_size)
            }
        }
        return total
    }
}
