import Foundation

/// One sweep's folder: `runs/sweeps/20261121-140322-sgemm-3fa9c1`, the last six digits from the sweep's key.
///
/// Like a run directory it appears with its first files complete. The ledger is the truth; table, summary and best
/// specification are made from it and may be missing or older.
package struct SweepDirectory: Sendable {
    package let path: String
    package let gate: any WriteGate

    package var id: String { (path as NSString).lastPathComponent }

    /// - Parameter path: an existing sweep directory
    package init(path: String, gate: any WriteGate = OpenGate()) throws {
        let standard = (path as NSString).standardizingPath
        guard FileManager.default.fileExists(atPath: standard + "/" + SweepFile.ledger) else {
            throw RunError.notASweep(path: path)
        }
        self.path = standard
        self.gate = gate
    }

    package func file(_ name: String) -> String { path + "/" + name }

    package func replace(_ name: String, with data: Data) throws {
        try AtomicFile(gate: gate).write(data, to: file(name))
    }

    /// The ledger's events so far.
    package func reading(from start: Int = 0) throws -> SweepLedger.Reading {
        try SweepLedger.read(file(SweepFile.ledger), from: start)
    }

    package func state() throws -> SweepState { SweepState(try reading().events) }
}

extension SweepDirectory {
    /// The sweep with this key, if there is one: the oldest, should two processes have begun at the same moment.
    package static func find(
        key: String, in runsFolder: String, gate: any WriteGate = OpenGate()
    ) -> SweepDirectory? {
        for name in names(in: runsFolder) where name.hasSuffix("-" + key.prefix(6)) {
            let path = runsFolder + "/" + SweepFile.folder + "/" + name
            guard let directory = try? SweepDirectory(path: path, gate: gate),
                directory.opening()?.key == key
            else { continue }
            return directory
        }
        return nil
    }

    /// Makes a new sweep directory, unless another process has just made the same one.
    ///
    /// - Parameter opening: called with the folder's name
    package static func create(
        in runsFolder: String, name: String, key: String, specification: String,
        gate: any WriteGate = OpenGate(), opening: (_ id: String, _ time: RunTime) -> SweepOpening
    ) throws -> SweepDirectory {
        let folder = runsFolder + "/" + SweepFile.folder
        let time = RunTime.now()
        let tag = UInt32(key.prefix(6), radix: 16) ?? 0
        let id = RunName.make(name: name, at: time, tag: tag)
        let hidden = folder + "/.new-\(id)-\(getpid())-\(UInt32.random(in: 0...0xff_ffff))"
        try makeFolder(hidden + "/" + SweepFile.trials)
        try makeFolder(hidden + "/" + SweepFile.claims)
        let writer = AtomicFile(gate: gate)
        try writer.writeUnseen(Data(specification.utf8), to: hidden + "/" + SweepFile.specification)
        let line = try RunJSON.encodeLine(SweepEvent.sweep(opening(id, time))) + "\n"
        try writer.writeUnseen(Data(line.utf8), to: hidden + "/" + SweepFile.ledger)
        // Of processes that begin the same sweep at the same time, one looks and makes the directory, the others find it.
        let lock = FolderLock(folder)
        defer { lock?.release() }
        if let first = find(key: key, in: runsFolder, gate: gate) {
            try? FileManager.default.removeItem(atPath: hidden)
            return first
        }
        let path = folder + "/" + id
        guard rename(hidden, path) == 0 else {
            let code = errno
            try? FileManager.default.removeItem(atPath: hidden)
            throw RunError.system(action: "create", path: path, code: code)
        }
        pointLatest(in: folder, to: id)
        return try SweepDirectory(path: path, gate: gate)
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

    /// All sweeps of a folder of results, oldest first.
    package static func all(in runsFolder: String) -> [SweepDirectory] {
        names(in: runsFolder).compactMap {
            try? SweepDirectory(path: runsFolder + "/" + SweepFile.folder + "/" + $0)
        }
    }

    /// The sweep a person means: a path, a full name, `latest`, the beginning of a name, or its last six digits.
    package static func find(_ text: String, in runsFolder: String) throws -> SweepDirectory {
        if text.contains("/"), let directory = try? SweepDirectory(path: text) { return directory }
        let names = names(in: runsFolder)
        guard let newest = names.last else {
            throw RunError.noRuns(folder: runsFolder + "/" + SweepFile.folder)
        }
        let folder = runsFolder + "/" + SweepFile.folder
        if text == "latest" {
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/latest")
            let name = link.flatMap { names.contains($0) ? $0 : nil } ?? newest
            return try SweepDirectory(path: folder + "/" + name)
        }
        let found =
            names.contains(text) ? [text] : names.filter { $0.hasPrefix(text) || $0.hasSuffix("-" + text) }
        switch found.count {
        case 0: throw RunError.notASweep(path: text)
        case 1: return try SweepDirectory(path: folder + "/" + found[0])
        default: throw RunError.ambiguous(name: text, candidates: found)
        }
    }

    private static func names(in runsFolder: String) -> [String] {
        let folder = runsFolder + "/" + SweepFile.folder
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { !$0.hasPrefix(".") && $0 != "latest" }.sorted()
    }

    private static func pointLatest(in folder: String, to id: String) {
        let temporary = folder + "/.latest-\(getpid())"
        unlink(temporary)
        guard symlink(id, temporary) == 0 else { return }
        if rename(temporary, folder + "/latest") != 0 { unlink(temporary) }
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError.system(action: "create the folder", path: path, code: errno == 0 ? EACCES : errno)
        }
    }
}
