import Foundation
import Machine

/// Lists and finds the runs in a folder by reading the directories: they are the truth.
package struct RunIndex: Sendable {
    package let folder: String
    package init(folder: String) {
        self.folder = folder
    }

    /// One line of a listing.
    package struct Entry: Sendable {
        package var directory: RunDirectory
        package var manifest: RunManifest?
        /// The status to show: `interrupted` for a running one whose process is gone; nil when the manifest cannot be
        /// read.
        package var state: RunState?
        /// Why the manifest could not be read, if so.
        package var problem: String?

        /// When it began; by its name where the manifest does not say.
        fileprivate var time: RunTime {
            manifest?.created ?? RunName.stamp(of: directory.id) ?? RunTime(milliseconds: 0)
        }
    }

    /// All runs, oldest first. A damaged one is listed with its problem instead of being left out.
    package func entries() -> [Entry] {
        let entries = names().compactMap { name -> Entry? in
            guard let directory = try? RunDirectory(path: folder + "/" + name) else { return nil }
            return Self.entry(of: directory)
        }
        return entries.sorted { first, second in
            (first.time, first.directory.id) < (second.time, second.directory.id)
        }
    }

    package static func entry(of directory: RunDirectory) -> Entry {
        do {
            let manifest = try directory.manifest()
            return Entry(directory: directory, manifest: manifest, state: liveState(manifest, in: directory))
        } catch {
            return Entry(directory: directory, manifest: nil, state: nil, problem: "\(error)")
        }
    }

    /// The state after looking whether a running run's process is still there.
    package static func liveState(_ manifest: RunManifest, in directory: RunDirectory) -> RunState {
        guard manifest.status == .running else { return manifest.status }
        if let isAlive = manifest.process.isAlive {
            return isAlive ? .running : .interrupted
        }
        guard let lastBeat = directory.lastBeat else { return .interrupted }
        // On another machine, whose clock and ours may differ from that of the files.
        let folder = directory.path.parentPath
        let now = ServerClock.now(in: folder.isEmpty ? "." : folder, DirectView())
        let beat = ServerTime(milliseconds: lastBeat.milliseconds)
        return Lease.isAlive(manifest.process, beat: beat, now: now) ? .running : .interrupted
    }

    /// The name of the newest run: the one `latest` points to, else the one that began last.
    func newest() -> String? { newest(among: names()) }

    func newest(among names: [String]) -> String? {
        if let linked = ResultPath.linkedLatest(in: folder), names.contains(linked) { return linked }
        return ResultPath.newest(among: names) { created($0) }
    }

    /// When the run of this name began; nil when its manifest cannot be read.
    func created(_ name: String) -> RunTime? {
        (try? RunDirectory(path: folder + "/" + name))?.created
    }

    /// Every name in the folder with a manifest behind it.
    func names() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter {
            !$0.hasPrefix(".") && $0 != "latest"
                && FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(RunFile.manifest)")
        }.sorted()
    }

    /// Every name that can be given to a run, for suggestions: directories, their last digits, and experiments.
    package func knownNames() -> [String] {
        let runs = names()
        let directories = runs + SweepDirectory.names(in: folder)
        let digits = directories.compactMap { $0.split(separator: "-").last.map(String.init) }
        let experiments = directories.compactMap { name in
            RunName.stamp(of: name) == nil || name.utf8.count < 24
                ? nil : String(name.dropFirst(16).dropLast(7))
        }
        var seen: Set<String> = []
        return (experiments + directories + digits).filter { seen.insert($0).inserted }
    }

    /// Where a link leads, one step; another path as it is.
    package static func resolvingLink(_ path: String) -> String {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            return path
        }
        let folder = path.parentPath
        if target.hasPrefix("/") || folder.isEmpty { return target }
        return folder + "/" + target
    }
}
