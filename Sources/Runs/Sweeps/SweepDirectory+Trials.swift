import Foundation

extension SweepDirectory {
    package func trialFolder(_ name: String) -> String { file(SweepFile.trials) + "/" + name }

    /// Writes a trial's run directory: complete or not at all, without waiting for the disk.
    ///
    /// A directory left by a process that ended before it could note the trial in the ledger is replaced.
    package func writeTrial(_ name: String, files: [(name: String, data: Data)]) throws {
        let path = trialFolder(name)
        let hidden = file(SweepFile.trials) + "/.new-\(name)-\(Self.writer)"
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
    ///
    /// What another machine wrote a moment ago may only not be seen yet.
    package func lostTrials(_ state: SweepState) -> [Int] {
        let there = Set(view.names(in: file(SweepFile.trials)))
        // Copies have no folder of their own, and neither need trials that could not be built.
        let missing = state.ordered.filter {
            $0.sameAs == nil && $0.state != .failed && !there.contains($0.folderName)
        }
        guard !missing.isEmpty, view.isShared(path) else { return missing.map(\.number) }
        let now = SweepWorker.now(in: self)
        return missing.filter { record in
            if record.worker.hasPrefix(hostName() + "-") { return true }
            guard let now, let last = view.touched(ledgerPath(of: record.worker)) else { return true }
            return now.seconds(since: last) > DirectView.cacheSeconds
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
        let path = file(SweepFile.trials) + "/.new-suspended-\(name)-\(Self.writer)"
        try AtomicFile(gate: gate).writeUnseen(data, to: path)
        return path
    }

    /// What this process adds to the names of its unfinished files.
    private static var writer: String { "\(hostName())-\(getpid())" }

    /// Removes half-written trials of processes that are gone.
    package func removeLeftovers() {
        let folder = file(SweepFile.trials)
        let names = view.names(in: folder).filter { $0.hasPrefix(".new-") }
        guard !names.isEmpty else { return }
        // `host-pid-tag`, of which the files have `host-pid`.
        let living = SweepWorker.all(in: self).filter(\.isAlive).map { worker in
            worker.id.split(separator: "-", omittingEmptySubsequences: false).dropLast().joined(
                separator: "-")
        }
        let now = SweepWorker.now(in: self)
        for name in names where !(living + [Self.writer]).contains(where: { name.hasSuffix("-" + $0) }) {
            // A worker on another machine may have begun a moment ago.
            if !name.contains("-\(hostName())-"), view.isShared(folder), let now,
                let touched = view.touched(folder + "/" + name),
                now.seconds(since: touched) <= DirectView.cacheSeconds
            {
                continue
            }
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }
}
