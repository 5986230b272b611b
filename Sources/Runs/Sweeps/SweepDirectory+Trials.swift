import Foundation

extension SweepDirectory {
    package func trialFolder(_ name: String) -> String { file(SweepFile.trials) + "/" + name }

    /// Writes a trial's run directory: complete or not at all, without waiting for the disk.
    ///
    /// A directory left by a process that ended before it could note the trial in the ledger is replaced.
    package func writeTrial(_ name: String, files: [(name: String, data: Data)]) throws {
        let path = trialFolder(name)
        let hidden = file(SweepFile.trials) + "/.new-\(name)-\(getpid())"
        // The folder may have been removed since the sweep began.
        mkdir(file(SweepFile.trials), 0o777)
        guard mkdir(hidden, 0o777) == 0 || errno == EEXIST else {
            throw RunError.system(action: "create the folder", path: hidden, code: errno)
        }
        let writer = AtomicFile(gate: gate)
        for content in files {
            if let slash = content.name.lastIndex(of: "/") {
                mkdir(hidden + "/" + content.name[..<slash], 0o777)
            }
            try writer.writeUnseen(content.data, to: hidden + "/" + content.name)
        }
        try gate.pass(.beforeRename, path: path)
        if rename(hidden, path) != 0 {
            try? FileManager.default.removeItem(atPath: path)
            guard rename(hidden, path) == 0 else {
                throw RunError.system(action: "create", path: path, code: errno)
            }
        }
        try gate.pass(.afterRename, path: path)
    }

    /// The trials that were trained and whose folders are not there any more; asked once, when a sweep begins.
    package func lostTrials(_ state: SweepState) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: file(SweepFile.trials))) ?? []
        let there = Set(names)
        // Copies have no folder of their own, and neither need trials that could not be built.
        return state.ordered.filter {
            $0.sameAs == nil && $0.state != .failed && !there.contains($0.folderName)
        }.map(\.number)
    }

    /// Removes files of a trial that are no longer wanted, all its checkpoints, and its folds' event files.
    package func remove(_ names: [String], ofTrial trial: String) {
        for name in names { unlink(trialFolder(trial) + "/" + name) }
        for folder in [RunFile.checkpoints, RunFile.folds] {
            try? FileManager.default.removeItem(atPath: trialFolder(trial) + "/" + folder)
        }
    }

    /// Keeps what a suspended trial needs to go on; a file that is left behind goes with the process's other leftovers.
    ///
    /// - Returns: the file's path
    package func writeSuspended(_ data: Data, name: String) throws -> String {
        let path = file(SweepFile.trials) + "/.new-suspended-\(name)-\(getpid())"
        try AtomicFile(gate: gate).writeUnseen(data, to: path)
        return path
    }

    /// Removes half-written trials of processes that are gone.
    package func removeLeftovers() {
        let folder = file(SweepFile.trials)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(".new-") {
            guard let process = name.split(separator: "-").last.flatMap({ Int32($0) }), process != getpid(),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }
}
