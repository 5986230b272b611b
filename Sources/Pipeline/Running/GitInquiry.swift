import Foundation
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

    package init(folder: String) {
        Task.detached(priority: .background) { [self] in
            let state = await Self.ask(in: folder)
            answer.withLock { $0 = state }
            isDone.signal()
        }
    }

    /// The state, when git answers within the time.
    package func result(waiting seconds: Double) -> RunManifest.GitState? {
        if isDone.wait(timeout: .now() + seconds) == .success {
            isDone.signal()  // So that asking again answers again.
        }
        return answer.withLock { $0 }
    }

    private static func ask(in folder: String) async -> RunManifest.GitState? {
        guard let commit = await output(of: ["rev-parse", "HEAD"], in: folder)?.first else { return nil }
        let branch = await output(of: ["rev-parse", "--abbrev-ref", "HEAD"], in: folder)?.first
        let changes = await output(of: ["status", "--porcelain", "--untracked-files=no"], in: folder)
        return .init(
            commit: commit, branch: branch == "HEAD" ? nil : branch, dirty: changes?.isEmpty == false)
    }

    /// The lines git prints; nil when it fails.
    private static func output(of arguments: [String], in folder: String) async -> [String]? {
        let result = try? await Subprocess.run(
            .name("git"), arguments: Arguments(["-C", folder] + arguments), input: .none,
            output: .string(limit: 1 << 20), error: .discarded)
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput.split(separator: "\n").map(String.init)
    }
}
