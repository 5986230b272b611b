import Data
import Foundation
import Runs
import Synchronization
import Training

/// The states of trials that an earlier process left in a sweep's folder, or this one leaves for a later one: files of
/// `checkpoints`, each written by the job that trains the trials in it.
///
/// A trial is looked for by its number and hash in all of them, and goes on from where it got furthest: so it does not
/// matter in which stack it was trained, and a file that was written late does no harm. A file goes once all of its
/// trials have a record. Used by the threads that train stacks.
final class SavedStates: Sendable {
    private let directory: SweepDirectory
    private let known = Mutex(Known())

    private struct Known {
        /// Headers of the files by name, as long as they are the same files.
        var files: [String: (stamp: Stamp, header: SavedStack.Header?)] = [:]
        /// Trials that begin anew, whatever the files say.
        var distrusted: Set<Int> = []
    }

    private struct Stamp: Equatable {
        var node: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private static let suffix = ".stack"

    init(_ directory: SweepDirectory) {
        self.directory = directory
    }

    private var folder: String { directory.file(SweepFile.checkpoints) }

    /// The states of trials by their numbers; what cannot be read is as if it was not there.
    ///
    /// - Parameter dataKey: of the data they are trained on: states of other data are of no use
    func states(of trials: [ResolvedTrial], dataKey: String) -> [Int: SavedStack.Trial] {
        let wanted = known.withLock { known in
            refresh(&known)
            return known.files.isEmpty ? [] : trials.filter { !known.distrusted.contains($0.number) }
        }
        guard !wanted.isEmpty else { return [:] }
        let hashes = Dictionary(wanted.map { ($0.number, $0.hash) }) { first, _ in first }
        // Which file has got furthest with which trial.
        var furthest: [Int: (steps: Int, name: String)] = [:]
        let headers = known.withLock { $0.files.compactMapValues(\.header) }
        for (name, header) in headers.sorted(by: { $0.key < $1.key })
        where header.version == ProgramVersion.text && header.dataKey == dataKey {
            for trial in header.trials where hashes[trial.number] == trial.hash {
                if trial.steps > furthest[trial.number]?.steps ?? -1 {
                    furthest[trial.number] = (trial.steps, name)
                }
            }
        }
        var states: [Int: SavedStack.Trial] = [:]
        for name in Set(furthest.values.map(\.name)) {
            guard let bytes = FileManager.default.contents(atPath: folder + "/" + name),
                let stack = try? SavedStack(bytes: bytes)
            else { continue }
            for trial in stack.trials where furthest[trial.number]?.name == name {
                states[trial.number] = trial
            }
        }
        return states
    }

    /// Leaves the states of a job's trials for whoever goes on.
    ///
    /// - Parameter trials: all trials of the job, which give the file its name
    func write(_ stack: SavedStack, of trials: [ResolvedTrial]) throws {
        let data = try stack.encoded()
        let path = folder + "/" + Self.name(of: trials)
        mkdir(folder, 0o777)
        do {
            try AtomicFile(gate: directory.gate).write(data, to: path)
        } catch RunError.system(_, _, ENOENT) {
            // Another worker has just removed the folder with the last file in it.
            mkdir(folder, 0o777)
            try AtomicFile(gate: directory.gate).write(data, to: path)
        }
    }

    private static func name(of trials: [ResolvedTrial]) -> String {
        let hash = FileHash.ofText(trials.map { "\($0.number) \($0.hash)" }.joined(separator: "\n"))
        return "\(trials.first?.number ?? 0)-\(hash.prefix(10))" + suffix
    }

    /// Lets trials begin anew.
    func distrust(_ trials: [ResolvedTrial]) {
        known.withLock { $0.distrusted.formUnion(trials.map(\.number)) }
    }

    /// Removes the files all of whose trials have ended, and the folder with the last of them.
    func removeEnded(_ isEnded: (Int) -> Bool) {
        known.withLock { known in
            refresh(&known)
            for (name, file) in known.files {
                guard file.header?.trials.allSatisfy({ isEnded($0.number) }) ?? false else { continue }
                unlink(folder + "/" + name)
                known.files[name] = nil
            }
            if known.files.isEmpty { rmdir(folder) }
        }
    }

    /// Removes everything: all trials have ended.
    func removeAll() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func refresh(_ known: inout Known) {
        var files: [String: (stamp: Stamp, header: SavedStack.Header?)] = [:]
        for name in directory.view.names(in: folder)
        where name.hasSuffix(Self.suffix) {
            var status = stat()
            guard stat(folder + "/" + name, &status) == 0 else { continue }
            let stamp = Stamp(
                node: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec)
            if let file = known.files[name], file.stamp == stamp {
                files[name] = file
            } else {
                files[name] = (stamp, try? SavedStack.header(ofFile: folder + "/" + name))
            }
        }
        known.files = files
    }
}

extension SweepExecution {
    /// Removes what is left of trials that have ended.
    func removeStates() {
        let state = state
        states.removeEnded { state.records[$0] != nil }
    }
}
