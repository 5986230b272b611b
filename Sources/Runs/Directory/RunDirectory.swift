import Foundation
import Machine

/// One run's folder: `runs/20261121-140322-sgemm-regression-3fa9c1`.
///
/// It appears under its name only when its first files (specification, resolved specification, manifest)
/// are complete: they are written into a hidden folder that is then renamed. So whatever `assay ls` finds
/// can be resumed.
package struct RunDirectory: Sendable {
    package let path: String
    package let gate: any WriteGate

    package var id: String {
        (path as NSString).lastPathComponent
    }

    /// - Parameter path: an existing run directory.
    package init(path: String, gate: any WriteGate = OpenGate()) throws {
        let plain = ResultPath.plain(path)
        guard FileManager.default.fileExists(atPath: plain + "/" + RunFile.manifest) else {
            throw RunError.notARun(path: path)
        }
        self.path = plain
        self.gate = gate
    }

    private init(created path: String, gate: any WriteGate) {
        self.path = path
        self.gate = gate
    }

    package func file(_ name: String) -> String {
        path + "/" + name
    }

    package func replace(_ name: String, with data: Data) throws {
        try AtomicFile(gate: gate).write(data, to: file(name))
    }

    package func replace(_ name: String, with text: String) throws {
        try replace(name, with: Data(text.utf8))
    }

    /// Removes a file, if it is there.
    package func remove(_ name: String) {
        unlink(file(name))
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: file(name))
    }

    package func manifest() throws -> RunManifest {
        try RunJSON.decode(RunManifest.self, from: file(RunFile.manifest))
    }

    /// What every manifest has had from the first version on.
    private struct Mark: Decodable {
        var format: Int
        var id: String
        var status: RunState
        var created: RunTime
    }

    /// When the run began; nil when its manifest cannot be read.
    package var created: RunTime? {
        (try? RunJSON.decode(Mark.self, from: file(RunFile.manifest)))?.created
    }

    /// Makes sure that this program wrote the directory: a file of the right name proves nothing.
    ///
    /// - Errors: `RunError.foreign` when the manifest is not one of ours, or too damaged to tell
    package func requireMark() throws {
        do {
            _ = try RunJSON.decode(Mark.self, from: file(RunFile.manifest))
        } catch {
            throw RunError.foreign(
                path: path,
                reason:
                    "nothing in its \(RunFile.manifest) says that it is a run of assay (\(RunJSON.reason(of: error)))"
                    + "; if it is one, delete the folder yourself")
        }
    }

    package func write(_ manifest: RunManifest) throws {
        try replace(RunFile.manifest, with: try RunJSON.encode(manifest))
    }

    package func metrics() throws -> RunMetrics? {
        guard exists(RunFile.metrics) else { return nil }
        return try RunJSON.decode(RunMetrics.self, from: file(RunFile.metrics))
    }

    /// When the run was last known to be alive.
    package var lastBeat: RunTime? {
        var information = stat()
        guard stat(file(RunFile.manifest), &information) == 0 else { return nil }
        let time = information.st_mtim
        return RunTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Marks the run as alive: the heartbeat is the time of last change of `run.json`. Costs one system call.
    package func beat() {
        utimes(file(RunFile.manifest), nil)
    }
}

extension RunDirectory {
    /// What a new run directory holds from its first moment on.
    package struct FirstFiles: Sendable {
        package var specification: String
        package var resolved: String
        /// Called with the name that was found to be free.
        package var manifest: @Sendable (_ id: String, _ time: RunTime) -> RunManifest

        package init(
            specification: String, resolved: String,
            manifest: @escaping @Sendable (_ id: String, _ time: RunTime) -> RunManifest
        ) {
            self.specification = specification
            self.resolved = resolved
            self.manifest = manifest
        }
    }

    /// Makes a new run directory in `folder` and points `latest` to it.
    ///
    /// - Limits: two runs started in the same second differ in their last six digits; a name that is taken
    ///   is refused by the file system, and another one is tried.
    package static func create(
        in folder: String, name: String, gate: any WriteGate = OpenGate(), firstFiles: FirstFiles
    ) throws -> RunDirectory {
        try makeFolder(folder)
        for _ in 0..<100 {
            let time = RunTime.now()
            let id = RunName.make(name: name, at: time, tag: UInt32.random(in: 0...0xff_ffff))
            let hidden = folder + "/.new-" + id
            try makeFolder(hidden + "/" + RunFile.checkpoints)
            let draft = RunDirectory(created: hidden, gate: gate)
            let writer = AtomicFile(gate: gate)
            try writer.writeUnseen(Data(firstFiles.specification.utf8), to: draft.file(RunFile.specification))
            try writer.writeUnseen(Data(firstFiles.resolved.utf8), to: draft.file(RunFile.resolved))
            try writer.writeUnseen(
                try RunJSON.encode(firstFiles.manifest(id, time)), to: draft.file(RunFile.manifest))
            let path = folder + "/" + id
            if rename(hidden, path) == 0 {
                pointLatest(in: folder, to: id)
                return RunDirectory(created: path, gate: gate)
            }
            let code = errno
            try? FileManager.default.removeItem(atPath: hidden)
            guard code == ENOTEMPTY || code == EEXIST else {
                throw RunError.system(action: "create", path: path, code: code)
            }
        }
        throw RunError.system(action: "create", path: folder, code: EEXIST)
    }

    /// Removes the temporary files of a process that was killed, and results that a continued run will
    /// write again.
    package func removeLeftovers() throws {
        for path in Self.temporaryFiles(in: self.path) + Self.temporaryFiles(in: file(RunFile.checkpoints)) {
            try gate.pass(.beforeRemoval, path: path)
            unlink(path)
        }
        let results = [
            RunFile.report, RunFile.metrics, RunFile.predictions, RunFile.model, RunFile.trees,
            RunFile.importance,
            RunFile.coefficients, RunFile.images, RunFile.response, RunFile.series,
        ]
        for name in results where exists(name) {
            try gate.pass(.beforeRemoval, path: file(name))
            unlink(file(name))
        }
    }

    /// What processes that were killed while writing have left in a folder: `report.html.tmp-4711`.
    package static func temporaryFiles(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().filter { name in
            guard let mark = name.range(of: AtomicFile.temporaryMark, options: .backwards) else {
                return false
            }
            let digits = name[mark.upperBound...]
            return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        }.map { folder + "/" + $0 }
    }

    /// Replaces several files at once; see `AtomicFile.write`.
    ///
    /// - Parameter isFirst: also makes the directory's first files durable, which were written without waiting for
    ///   the disk so that a run begins at once
    package func replace(
        _ files: [(name: String, data: Data)], syncing tables: [AppendFile] = [], isFirst: Bool = false
    ) throws {
        let contents = files.map { AtomicFile.Content(path: file($0.name), data: $0.data) }
        let folder = path.parentPath
        let others = isFirst ? [file(RunFile.specification), file(RunFile.resolved), folder] : []
        try AtomicFile(gate: gate).write(contents, syncing: tables, others: others)
    }

    /// Replaces the link `latest`. A file system without links is not an error: `latest` is then found by
    /// name.
    static func pointLatest(in folder: String, to id: String) {
        let temporary = folder + "/.latest-\(getpid())"
        unlink(temporary)
        guard symlink(id, temporary) == 0 else { return }
        if rename(temporary, folder + "/latest") != 0 {
            unlink(temporary)
        }
    }

    /// Points `latest` to the newest run after runs were removed; removes it when none is left.
    package static func repairLatest(in folder: String) {
        ResultPath.repairLatest(in: folder) { RunIndex(folder: folder).newest() }
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError.system(action: "create the folder", path: path, code: errno == 0 ? EACCES : errno)
        }
    }
}
