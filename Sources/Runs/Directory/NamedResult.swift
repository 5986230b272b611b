import Foundation

/// What a name on the command line stands for: a run or a sweep.
package enum NamedResult: Sendable {
    case run(RunDirectory)
    case sweep(SweepDirectory)

    package var path: String {
        switch self {
        case .run(let run): run.path
        case .sweep(let sweep): sweep.path
        }
    }
}

extension RunIndex {
    /// The run or sweep a person means. Every command asks here, so that a name means the same for all of them.
    ///
    /// In this order: a path; a trial as `SWEEP/NUMBER`; a sweep with `sweeps/` before its name; `latest`, which is the
    /// newest run; the full name of a run or a sweep, its beginning or last six digits; the name of an experiment,
    /// which is its newest run, or its newest sweep when it has no run.
    ///
    /// - Errors: `RunError` for a name that nothing has, or several
    package func result(_ text: String) throws -> NamedResult {
        let path = ResultPath.resolvingLatest(text)
        if let run = try? RunDirectory(path: path) { return .run(run) }
        if let sweep = try? SweepDirectory(path: path) { return .sweep(sweep) }
        if let trial = try trial(text) { return .run(trial) }
        let prefix = SweepFile.folder + "/"
        if text.hasPrefix(prefix), !text.dropFirst(prefix.count).contains("/") {
            return .sweep(try SweepDirectory.find(String(text.dropFirst(prefix.count)), in: folder))
        }
        let names = names()
        if text == "latest" {
            guard let newest = newest(among: names) else { throw RunError.noRuns(folder: folder) }
            return .run(try directory(newest))
        }
        if let found = try named(text, names) { return found }
        if FileManager.default.fileExists(atPath: text) { throw RunError.notARun(path: text) }
        guard !names.isEmpty || !SweepDirectory.names(in: folder).isEmpty else {
            throw RunError.noRuns(folder: folder)
        }
        throw RunError.unknownRun(name: text, folder: folder, suggestion: nil)
    }

    /// The run a person means.
    ///
    /// - Errors: also for a name that means a sweep
    package func find(_ text: String) throws -> RunDirectory {
        switch try result(text) {
        case .run(let run): return run
        case .sweep(let sweep): throw RunError.isASweep(name: text, id: sweep.id)
        }
    }

    private func named(_ text: String, _ names: [String]) throws -> NamedResult? {
        let sweeps = SweepDirectory.names(in: folder)
        func sweep(_ name: String) throws -> NamedResult {
            .sweep(try SweepDirectory(path: "\(folder)/\(SweepFile.folder)/\(name)"))
        }
        if names.contains(text) { return .run(try directory(text)) }
        if sweeps.contains(text) { return try sweep(text) }
        let runsFound = ResultPath.matches(of: text, among: names)
        let sweepsFound = ResultPath.matches(of: text, among: sweeps)
        switch (runsFound.count, sweepsFound.count) {
        case (0, 0):
            if let newest = newest(named: text, among: names) { return .run(newest) }
            return SweepDirectory.newest(named: text, in: folder).map { .sweep($0) }
        case (1, 0): return .run(try directory(runsFound[0]))
        case (0, 1): return try sweep(sweepsFound[0])
        default:
            let all = runsFound + sweepsFound.map { SweepFile.folder + "/" + $0 }
            throw RunError.ambiguous(name: text, candidates: all)
        }
    }

    /// A trial by its sweep and number: `3fa9c1/12`, `sweeps/latest/12`; nil when the text has not this form.
    private func trial(_ text: String) throws -> RunDirectory? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let words = parts.first == Substring(SweepFile.folder) ? parts.dropFirst() : parts[...]
        guard words.count == 2, let name = words.first, let number = words.last.flatMap({ Int($0) }),
            let sweep = try? SweepDirectory.find(String(name), in: folder)
        else { return nil }
        guard let record = try sweep.state().records[number],
            let run = try? RunDirectory(path: sweep.trialFolder(record.folderName))
        else {
            throw RunError.refused(
                run: sweep.id, reason: "the sweep has no trial \(number) with files of its own")
        }
        return run
    }

    private func directory(_ name: String) throws -> RunDirectory {
        try RunDirectory(path: folder + "/" + name)
    }

    private func newest(named experiment: String, among names: [String]) -> RunDirectory? {
        let named = names.filter { name in
            RunName.mayBe(name, of: experiment)
                && (try? directory(name).manifest())?.name == experiment
        }
        let newest = ResultPath.newest(among: named) { created($0) }
        return newest.flatMap { try? directory($0) }
    }
}
