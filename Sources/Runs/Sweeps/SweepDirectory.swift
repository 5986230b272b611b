import Foundation

/// One sweep's folder: `runs/sweeps/20261121-140322-sgemm-3fa9c1`, the last six digits from the sweep's key.
///
/// Like a run directory it appears with its first files complete. The ledgers are the truth; table, summary and best
/// specification are made from them and may be missing or older.
package struct SweepDirectory: Sendable {
    package let path: String
    package let gate: any WriteGate
    /// How the process sees what others write.
    package let view: any FolderView

    package var id: String { (path as NSString).lastPathComponent }

    /// - Parameter path: an existing sweep directory
    package init(
        path: String, gate: any WriteGate = OpenGate(), view: any FolderView = DirectView()
    ) throws {
        let plain = ResultPath.plain(path)
        guard FileManager.default.fileExists(atPath: plain + "/" + SweepFile.ledger) else {
            throw RunError.notASweep(path: path)
        }
        self.path = plain
        self.gate = gate
        self.view = view
    }

    package func file(_ name: String) -> String { path + "/" + name }

    package func replace(_ name: String, with data: Data) throws {
        try AtomicFile(gate: gate).write(data, to: file(name))
    }

    /// The ledger of a worker.
    func ledgerPath(of worker: String) -> String { file(SweepFile.ledgers) + "/" + worker + ".jsonl" }

    /// What all ledgers say.
    package func state() throws -> SweepState {
        var reader = LedgerReader()
        var state = SweepState()
        for line in try reader.read(self) { state.apply(line.event, from: line.source) }
        return state
    }
}

extension SweepDirectory {
    /// The sweep with this key, if there is one: the oldest, should two processes have begun at the same moment.
    package static func find(
        key: String, in runsFolder: String, gate: any WriteGate = OpenGate(),
        view: any FolderView = DirectView()
    ) -> SweepDirectory? {
        if let elected = SweepElection(key: key, in: runsFolder, view: view).elected(gate: gate) {
            return elected
        }
        for name in names(in: runsFolder) where name.hasSuffix("-" + key.prefix(6)) {
            let path = runsFolder + "/" + SweepFile.folder + "/" + name
            guard let directory = try? SweepDirectory(path: path, gate: gate, view: view),
                directory.opening()?.key == key
            else { continue }
            return (try? SweepElection(key: key, in: runsFolder, view: view).elect(directory)) ?? directory
        }
        return nil
    }

    /// Makes a new sweep directory, unless another process has just made the same one.
    ///
    /// - Parameter opening: called with the folder's name
    package static func create(
        in runsFolder: String, name: String, key: String, specification: String,
        gate: any WriteGate = OpenGate(), view: any FolderView = DirectView(),
        opening: (_ id: String, _ time: RunTime) -> SweepOpening
    ) throws -> SweepDirectory {
        let folder = runsFolder + "/" + SweepFile.folder
        let election = SweepElection(key: key, in: runsFolder, view: view)
        let tag = UInt32(key.prefix(6), radix: 16) ?? 0
        for _ in 0..<100 {
            let time = RunTime.now()
            let id = RunName.make(name: name, at: time, tag: tag)
            let hidden = folder + "/.new-\(id)-\(getpid())-\(UInt32.random(in: 0...0xff_ffff))"
            try makeFolder(hidden + "/" + SweepFile.trials)
            try makeFolder(hidden + "/" + SweepFile.claims)
            try makeFolder(hidden + "/" + SweepFile.ledgers)
            let writer = AtomicFile(gate: gate)
            try writer.writeUnseen(Data(specification.utf8), to: hidden + "/" + SweepFile.specification)
            let line = try RunJSON.encodeLine(SweepEvent.sweep(opening(id, time))) + "\n"
            try writer.writeUnseen(Data(line.utf8), to: hidden + "/" + SweepFile.ledger)
            let path = folder + "/" + id
            guard rename(hidden, path) == 0 else {
                let code = errno
                try? FileManager.default.removeItem(atPath: hidden)
                guard code == ENOTEMPTY || code == EEXIST else {
                    throw RunError.system(action: "create", path: path, code: code)
                }
                // Another process makes the same one in the same second.
                if let elected = election.elected(gate: gate) { return elected }
                usleep(50_000)
                continue
            }
            let made = try SweepDirectory(path: path, gate: gate, view: view)
            // When several processes begin the same sweep at once, all but one give theirs up.
            let elected = try election.elect(made)
            guard elected.path == made.path else {
                try? FileManager.default.removeItem(atPath: path)
                return elected
            }
            pointLatest(in: folder, to: id)
            return made
        }
        throw RunError.system(action: "create", path: folder, code: EEXIST)
    }

    /// The ledger's first line.
    package func opening() -> SweepOpening? {
        guard let handle = FileHandle(forReadingAtPath: file(SweepFile.ledger)) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: 1 << 20),
            let end = data.firstIndex(of: UInt8(ascii: "\n")),
            case .sweep(let opening)? = try? JSONDecoder().decode(SweepEvent.self, from: data[..<end])
        else { return nil }
        return opening
    }

    /// Makes sure that this program wrote the directory: a file of the right name proves nothing.
    ///
    /// - Errors: `RunError.foreign` when the ledger does not begin as ours do
    package func requireMark() throws {
        guard opening() == nil else { return }
        throw RunError.foreign(
            path: path,
            reason: "the first line of its \(SweepFile.ledger) does not say that it is a sweep of assay"
                + "; if it is one, delete the folder yourself")
    }

    /// All sweeps of a folder of results, oldest first.
    package static func all(in runsFolder: String) -> [SweepDirectory] {
        let sweeps = names(in: runsFolder).compactMap { name -> (RunTime, SweepDirectory)? in
            let path = runsFolder + "/" + SweepFile.folder + "/" + name
            guard let sweep = try? SweepDirectory(path: path) else { return nil }
            return (sweep.opening()?.created ?? RunTime(milliseconds: 0), sweep)
        }
        return sweeps.sorted { ($0.0, $0.1.id) < ($1.0, $1.1.id) }.map(\.1)
    }

    /// The sweep a person means where only sweeps can be meant: a path, a full name, `latest`, the beginning of a name,
    /// its last six digits, or the experiment's name, which stands for the newest of that name.
    package static func find(_ text: String, in runsFolder: String) throws -> SweepDirectory {
        if text.contains("/"), let directory = try? SweepDirectory(path: ResultPath.resolvingLatest(text)) {
            return directory
        }
        let folder = runsFolder + "/" + SweepFile.folder
        let names = names(in: runsFolder)
        guard !names.isEmpty else { throw RunError.noSweeps(folder: folder) }
        if text == "latest", let newest = newest(in: runsFolder) {
            return try SweepDirectory(path: folder + "/" + newest)
        }
        let found = ResultPath.matches(of: text, among: names)
        switch found.count {
        case 0:
            guard let named = newest(named: text, in: runsFolder) else {
                throw RunError.notASweep(path: text)
            }
            return named
        case 1: return try SweepDirectory(path: folder + "/" + found[0])
        default: throw RunError.ambiguous(name: text, candidates: found)
        }
    }

    /// The name of the newest sweep: the one `latest` points to, else the one that began last.
    private static func newest(in runsFolder: String) -> String? {
        let folder = runsFolder + "/" + SweepFile.folder
        let names = names(in: runsFolder)
        if let linked = ResultPath.linkedLatest(in: folder), names.contains(linked) { return linked }
        return ResultPath.newest(among: names) { created(folder + "/" + $0) }
    }

    /// The newest sweep of an experiment.
    static func newest(named experiment: String, in runsFolder: String) -> SweepDirectory? {
        let folder = runsFolder + "/" + SweepFile.folder
        let named = names(in: runsFolder).filter { name in
            RunName.mayBe(name, of: experiment)
                && (try? SweepDirectory(path: folder + "/" + name))?.opening()?.name == experiment
        }
        let newest = ResultPath.newest(among: named) { created(folder + "/" + $0) }
        return newest.flatMap { try? SweepDirectory(path: folder + "/" + $0) }
    }

    private static func created(_ path: String) -> RunTime? {
        (try? SweepDirectory(path: path))?.opening()?.created
    }

    /// The names of the sweeps of a folder of results, in the order of their names.
    static func names(in runsFolder: String) -> [String] {
        let folder = runsFolder + "/" + SweepFile.folder
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter {
            !$0.hasPrefix(".") && $0 != "latest"
                && FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(SweepFile.ledger)")
        }.sorted()
    }

    /// Forgets which directory is the sweep of a key, once it is removed from the folder of sweeps.
    package static func forget(key: String, in folder: String) { SweepElection.forget(key: key, in: folder) }

    /// Points `latest` to the newest sweep after sweeps were removed; removes it when none is left.
    package static func repairLatest(in runsFolder: String) {
        let folder = runsFolder + "/" + SweepFile.folder
        ResultPath.repairLatest(in: folder) { newest(in: runsFolder) }
    }

    private static func pointLatest(in folder: String, to id: String) {
        RunDirectory.pointLatest(in: folder, to: id)
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError.system(action: "create the folder", path: path, code: errno == 0 ? EACCES : errno)
        }
    }
}

/// The names of the files in a sweep directory.
package enum SweepFile {
    /// The folder of sweeps in the folder of results.
    package static let folder = "sweeps"
    package static let specification = "spec.yaml"
    /// What the sweep is; in sweeps of 0.4 also everything that happened to it.
    package static let ledger = "ledger.jsonl"
    /// The folder of the workers' ledgers.
    package static let ledgers = "ledger"
    package static let table = "trials.csv"
    package static let summary = "summary.json"
    package static let best = "best.yaml"
    package static let trials = "trials"
    package static let claims = "claims"
    package static let checkpoints = "checkpoints"

    /// `00012-3fa9c15e07`
    package static func trialFolder(number: Int, hash: String) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
        return zeros + digits + "-" + hash.prefix(10)
    }
}
