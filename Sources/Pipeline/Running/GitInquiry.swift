import Foundation
import Machine
import Runs
import Subprocess
import Synchronization

/// Asks git, beside the training, for the commit and whether something is uncommitted.
///
/// The answer is collected with `result(waiting:)` when the run ends: asking costs the run no time. No git,
/// no repository or a git that hangs give nil, never an error.
package final class GitInquiry: Sendable {
    private let answer = Mutex<RunManifest.GitState?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// Starts to ask; where no thread can be made for it, there is no answer.
    package init(folder: String) {
        // The runtime of tasks waits without end for threads that cannot be made; here only the thread that asks would.
        _ = WorkThread.start { [self] in
            let asking = Task.detached(priority: .utility) { [self] in
                let state = await Self.ask(in: folder)
                answer.withLock { $0 = state }
                isDone.signal()
            }
            Thread.sleep(forTimeInterval: Self.patience)
            asking.cancel()
        }
    }

    /// Seconds after which a git that has not answered is ended.
    private static let patience = 10.0

    /// The state, when git answers within the time.
    package func result(waiting seconds: Double) -> RunManifest.GitState? {
        if isDone.wait(timeout: .now() + seconds) == .success {
            isDone.signal()  // So that asking again answers again.
        }
        return answer.withLock { $0 }
    }

    /// Git only looks: it takes no lock on the index (a commit made at the same time would fail), and runs no program
    /// that the repository names. Submodules, which would be asked with settings of their own, are looked at from
    /// outside.
    private static let caution = [
        "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    ]

    /// One call tells everything: `# branch.oid`, `# branch.head`, and a line for each change.
    private static func ask(in folder: String) async -> RunManifest.GitState? {
        let arguments = [
            "status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=dirty",
        ]
        guard let lines = await output(of: arguments, in: folder) else { return nil }
        func header(_ name: String) -> String? {
            let prefix = "# branch.\(name) "
            return lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        guard let commit = header("oid"), commit != "(initial)" else { return nil }
        let branch = header("head")
        return .init(
            commit: commit, branch: branch == "(detached)" ? nil : branch,
            dirty: lines.contains { !$0.hasPrefix("#") })
    }

    /// The lines git prints; nil when it fails.
    private static func output(of arguments: [String], in folder: String) async -> [String]? {
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(caution + ["-C", folder] + arguments), input: .none,
            output: .string(limit: 1 << 20), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput.split(separator: "\n").map(String.init)
    }
}
