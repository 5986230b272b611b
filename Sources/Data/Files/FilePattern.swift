import Foundation
import Spec

/// The files a path with `*` or `?` in its last part stands for, by name.
struct FilePattern {
    let path: SpecPath

    /// `nil` for a path without a pattern.
    init?(_ path: SpecPath?) {
        guard let path, Glob.isPattern(path.text) else { return nil }
        self.path = path
    }

    /// The matching files where the path says, else in the data folder; in the order of their names.
    func files(in environment: DataEnvironment) -> [String] {
        var candidates = [path.resolved]
        if let folder = environment.dataFolder, !path.text.hasPrefix("/") {
            candidates.append(folder + "/" + path.text)
        }
        for candidate in candidates {
            let folder = AtomicFile.parent(of: candidate)
            guard let pattern = candidate.split(separator: "/").last.map(String.init) else { continue }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let matches = names.filter(Glob(pattern: pattern).matches).sorted()
            if !matches.isEmpty { return matches.map { folder + "/" + $0 } }
        }
        return []
    }

    /// - Errors: `DataDiagnostics` when no file matches
    func located(in environment: DataEnvironment, place: Origin) throws -> LocatedSource {
        let memo = FileHashMemo(folder: environment.cacheFolder)
        let files = files(in: environment)
        guard !files.isEmpty else {
            throw DataDiagnostics(
                "missing-file", "no file matches '\(path.text)'", at: place,
                help: "correct the pattern, or name a folder in ASSAY_DATA that has such files")
        }
        return LocatedSource(files: try files.map { ($0, try memo.known($0)) })
    }
}
