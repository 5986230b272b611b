import Foundation

/// Which of several directories is the sweep of a key, when processes begin it at the same moment.
///
/// A vote is a second name of the directory's `ledger.jsonl`, `sweeps/.key-<key>.0`: only one process can make it, on
/// any file system, and whoever reads it learns the directory's name. Where that directory is gone, the next number
/// decides anew.
struct SweepElection {
    private let key: String
    private let folder: String
    private let view: any FolderView

    init(key: String, in runsFolder: String, view: any FolderView) {
        self.key = key
        self.view = view
        folder = runsFolder + "/" + SweepFile.folder
    }

    private var prefix: String { ".key-\(key)." }

    private func path(_ number: Int) -> String { "\(folder)/\(prefix)\(number)" }

    /// The last vote; nil before the first.
    private func last() -> Int? {
        view.names(in: folder).filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
            .max()
    }

    /// The directory that was chosen; nil when none was, or it is gone.
    func elected(gate: any WriteGate = OpenGate()) -> SweepDirectory? {
        last().flatMap { chosen(by: $0, gate) }
    }

    private func chosen(by number: Int, _ gate: any WriteGate) -> SweepDirectory? {
        guard let data = try? view.contents(of: path(number), from: 0, count: 1 << 20),
            case .sweep(let opening)? = LedgerReading(data).events.first,
            let directory = try? SweepDirectory(path: folder + "/" + opening.id, gate: gate, view: view),
            directory.opening()?.key == key
        else { return nil }
        return directory
    }

    /// Makes a directory the one of the key, unless another one is already.
    ///
    /// - Returns: the one that is
    func elect(_ candidate: SweepDirectory) throws -> SweepDirectory {
        var number = last() ?? -1
        let deadline = steadySeconds() + DirectView.cacheSeconds
        while true {
            if number >= 0 {
                if let chosen = chosen(by: number, candidate.gate) { return chosen }
                // It may only not be seen yet.
                if view.isShared(folder), !isOld(path(number)), steadySeconds() < deadline {
                    usleep(200_000)
                    number = max(number, last() ?? -1)
                    continue
                }
            }
            guard number < Int.max - 1 else { return candidate }
            if try view.link(candidate.file(SweepFile.ledger), to: path(number + 1)) { return candidate }
            number += 1
        }
    }

    private func isOld(_ path: String) -> Bool {
        guard let touched = view.touched(path), let now = ServerClock.now(in: folder, view) else {
            return true
        }
        return now.seconds(since: touched) > DirectView.cacheSeconds
    }

    /// Forgets all votes, once the directory is removed.
    static func forget(key: String, in folder: String) {
        let prefix = ".key-\(key)."
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(prefix) { unlink(folder + "/" + name) }
    }
}
