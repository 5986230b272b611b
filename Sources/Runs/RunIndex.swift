import Foundation

/// Lists and finds the runs in a folder by reading the directories: they are the truth.
package struct RunIndex: Sendable {
    package let folder: String
    /// A run on another machine counts as alive while its heartbeat is at most this old.
    private static let heartbeatLimit = 60.0

    package init(folder: String) {
        self.folder = folder
    }

    /// One line of a listing.
    package struct Entry: Sendable {
        package var directory: RunDirectory
        package var manifest: RunManifest?
        /// The status to show: `interrupted` for a running one whose process is gone.
        package var state: RunState
        /// Why the manifest could not be read, if so.
        package var problem: String?
    }

    /// All runs, oldest first. A damaged one is listed with its problem instead of being left out.
    package func entries() -> [Entry] {
        names().compactMap { name in
            guard let directory = try? RunDirectory(path: folder + "/" + name) else { return nil }
            return Self.entry(of: directory)
        }
    }

    package static func entry(of directory: RunDirectory) -> Entry {
        do {
            let manifest = try directory.manifest()
            return Entry(directory: directory, manifest: manifest, state: liveState(manifest, in: directory))
        } catch {
            return Entry(directory: directory, manifest: nil, state: .failed, problem: "\(error)")
        }
    }

    /// The state after looking whether a running run's process is still there.
    package static func liveState(_ manifest: RunManifest, in directory: RunDirectory) -> RunState {
        guard manifest.status == .running else { return manifest.status }
        if let isAlive = manifest.process.isAlive {
            return isAlive ? .running : .interrupted
        }
        guard let lastBeat = directory.lastBeat else { return .interrupted }
        let age = RunTime.now().seconds(since: lastBeat)
        return age <= heartbeatLimit ? .running : .interrupted
    }

    /// The run a person means: a path, a full name, `latest`, the beginning of a name, or its last six
    /// digits.
    package func find(_ text: String) throws -> RunDirectory {
        if let directory = try? RunDirectory(path: text) {
            return try RunDirectory(path: Self.resolvingLink(directory.path))
        }
        if let trial = trial(text) { return trial }
        let names = names().filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(RunFile.manifest)")
        }
        guard let newest = names.last else { throw RunError.noRuns(folder: folder) }
        if text == "latest" {
            return try RunDirectory(path: folder + "/" + (linkedLatest(among: names) ?? newest))
        }
        if names.contains(text) {
            return try RunDirectory(path: folder + "/" + text)
        }
        let candidates = names.filter { $0.hasPrefix(text) || $0.hasSuffix("-" + text) }
        switch candidates.count {
        case 0:
            if FileManager.default.fileExists(atPath: text) { throw RunError.notARun(path: text) }
            throw RunError.unknownRun(
                name: text, folder: folder, suggestion: newestContaining(text, in: names))
        case 1:
            return try RunDirectory(path: folder + "/" + candidates[0])
        default:
            throw RunError.ambiguous(name: text, candidates: candidates)
        }
    }

    /// A trial by its sweep and number: `latest/12`, `3fa9c1/12`, with or without `sweeps/` before it.
    private func trial(_ text: String) -> RunDirectory? {
        let parts = text.split(separator: "/").filter { $0 != Substring(SweepFile.folder) }
        guard parts.count == 2, let number = Int(parts[1]),
            let sweep = try? SweepDirectory.find(String(parts[0]), in: folder),
            let record = (try? sweep.state())?.records[number]
        else { return nil }
        return try? RunDirectory(path: sweep.trialFolder(record.folderName))
    }

    private func names() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { !$0.hasPrefix(".") && $0 != "latest" }.sorted()
    }

    private func linkedLatest(among names: [String]) -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/latest")
        else {
            return nil
        }
        return names.contains(target) ? target : nil
    }

    private func newestContaining(_ text: String, in names: [String]) -> String? {
        names.last { $0.contains(text) }
    }

    /// Where a link leads, one step; another path as it is.
    package static func resolvingLink(_ path: String) -> String {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            return path
        }
        if target.hasPrefix("/") { return target }
        return (path as NSString).deletingLastPathComponent + "/" + target
    }
}
