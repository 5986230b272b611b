import Foundation
import Machine
import Runs

/// One thing `assay rm` removes: a run, a whole sweep, or a link to either.
///
/// What is removed carries this program's mark inside; nothing is ever removed through a link. A directory first gets a
/// hidden name, so that half of one is never listed.
struct Removal {
    enum Kind {
        case run
        case sweep(trials: Int)
        case link
    }

    let path: String
    let kind: Kind

    /// - Errors: `RunError` for what may not be removed: a folder of somebody else's, a run or sweep at work, one trial
    ///   of a sweep, whose ledger and figures would then tell of something that is gone
    init(_ result: NamedResult) throws {
        path = result.path
        guard !ResultPath.isLink(path) else {
            kind = .link
            return
        }
        switch result {
        case .run(let run):
            try Self.check(run)
            kind = .run
        case .sweep(let sweep):
            try Self.check(sweep)
            kind = .sweep(trials: try sweep.state().records.count)
        }
    }

    private static func check(_ run: RunDirectory) throws {
        try run.requireMark()
        let folder = run.path.parentPath
        let above = folder.parentPath
        if (folder as NSString).lastPathComponent == SweepFile.trials,
            let sweep = try? SweepDirectory(path: above.isEmpty ? "." : above)
        {
            throw RunError.refused(
                run: run.id,
                reason:
                    "it is a trial of the sweep '\(sweep.id)', which is removed as a whole or not at all: name the sweep"
            )
        }
        if RunIndex.entry(of: run).state == .running {
            throw RunError.inUse(path: run.path, process: try? run.manifest().process)
        }
    }

    private static func check(_ sweep: SweepDirectory) throws {
        try sweep.requireMark()
        guard let worker = SweepWorker.all(in: sweep).first(where: \.isAlive) else { return }
        throw RunError.inUse(path: sweep.path, process: SweepWorker.process(worker.id, in: sweep))
    }

    /// What is printed before it goes.
    var line: String {
        switch kind {
        case .run: path
        case .sweep(let trials): "\(path)  (the sweep with \(NumberText.count(trials, "trial")))"
        case .link: "\(path)  (the link; what it leads to stays)"
        }
    }

    var bytes: Int {
        if case .link = kind { 0 } else { FolderSize.bytes(of: path) }
    }

    func perform() throws {
        if case .link = kind {
            guard unlink(path) == 0 else {
                throw RunError.system(action: "remove", path: path, code: errno)
            }
            return
        }
        let key = (try? SweepDirectory(path: path))?.opening()?.key
        let lock = try RunLock(directory: path)
        defer { withExtendedLifetime(lock) {} }
        let folder = path.parentPath
        let name = (path as NSString).lastPathComponent
        let hidden = (folder.isEmpty ? "." : folder) + "/.removed-\(name)-\(getpid())"
        guard rename(path, hidden) == 0 else {
            throw RunError.system(action: "remove", path: path, code: errno)
        }
        if let key { SweepDirectory.forget(key: key, in: folder) }
        do {
            try FileManager.default.removeItem(atPath: hidden)
        } catch {
            throw RunError.system(action: "remove", path: hidden, code: errno == 0 ? EIO : errno)
        }
    }

    /// `2 runs and 1 sweep with 27 trials`
    static func summary(_ removals: [Removal]) -> String {
        var runs = 0
        var sweeps = 0
        var trials = 0
        var links = 0
        for removal in removals {
            switch removal.kind {
            case .run: runs += 1
            case .sweep(let count):
                sweeps += 1
                trials += count
            case .link: links += 1
            }
        }
        var parts: [String] = []
        if runs > 0 { parts.append(NumberText.count(runs, "run")) }
        if sweeps > 0 {
            parts.append("\(NumberText.count(sweeps, "sweep")) with \(NumberText.count(trials, "trial"))")
        }
        if links > 0 { parts.append(NumberText.count(links, "link")) }
        return parts.joined(separator: " and ")
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
