import Foundation
import Spec

/// Finds the file of a source: where `path` says, by its name in the data folder, in the download cache, by download.
struct FileLocator: Sendable {
    let path: SpecPath?
    let url: String?
    let sha256: String?
    /// Where the source stands, and its field `sha256`.
    let place: Origin
    let hashPlace: Origin

    /// The file if it is there already.
    ///
    /// - Errors: `DataFileError` for a path that cannot be looked at: a folder without permission, links in a circle
    func existing(in environment: DataEnvironment) throws -> String? {
        for candidate in candidates(in: environment) {
            var status = stat()
            if stat(candidate, &status) == 0 { return candidate }
            guard [ENOENT, ENOTDIR].contains(errno) else {
                throw DataFileError(file: candidate, FileKind.failure(errno))
            }
        }
        return nil
    }

    /// - Errors: `DataDiagnostics` for a file that is not there or has another `sha256`; `DownloadError`;
    ///   `DataFileError`
    func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        let memo = FileHashMemo(folder: environment.cacheFolder)
        if let path = try existing(in: environment) {
            // A hash that is given is compared with the bytes, not with what is remembered of them.
            let known = sha256 == nil ? try memo.known(path) : try memo.hashed(path)
            let isDownload = path == downloadTarget(in: environment)
            try check(path, known.sha256, isDownload: isDownload)
            return LocatedSource(path: path, known, isDownload: isDownload)
        }
        guard let target = downloadTarget(in: environment), let address = url.flatMap(URL.init(string:))
        else {
            throw notFound(in: environment)
        }
        guard environment.allowsDownload else {
            throw DownloadError(url: address.absoluteString, .notAllowed)
        }
        try Downloader(url: address, target: target, sha256: sha256).run(progress: progress)
        return LocatedSource(path: target, try memo.known(target), isDownload: true)
    }

    /// `sha256` may be that of the file as it lies there or of what it holds.
    private func check(_ path: String, _ found: String, isDownload: Bool) throws {
        guard let expected = sha256?.lowercased(), found != expected else { return }
        if try FileHash.ofContent(path) == expected { return }
        throw DataDiagnostics(
            "wrong-hash", "the sha256 of '\(path)' is another one", at: hashPlace,
            help: isDownload
                ? "it was downloaded; delete it, and it is fetched again; its sha256 is \(found)"
                : "is it the right file? its sha256 is \(found)")
    }

    func notFound(in environment: DataEnvironment) -> DataDiagnostics {
        let tried = candidates(in: environment).map { candidate in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: candidate)
            return "looked for \(candidate)" + (target.map { ", a link to \($0)" } ?? "")
        }
        let help =
            path?.text.hasPrefix("~/") ?? false
            ? "'~' stands for nothing here: write ${env:HOME} in its place"
            : url == nil
                ? "correct the path, name a folder in ASSAY_DATA that has the file, or give a url"
                : "correct the path, or name a folder in ASSAY_DATA that has the file"
        let name = path?.text ?? url.map(DownloadError.shown) ?? ""
        return DataDiagnostics(
            "missing-file", "there is no file '\(name)'", at: place, help: help, notes: tried)
    }

    private func candidates(in environment: DataEnvironment) -> [String] {
        var candidates: [String] = []
        if let path {
            candidates.append(path.resolved)
            if let folder = environment.dataFolder {
                // As the path has it (`mnist/train.gz`), then by its name alone.
                let isBelow = !path.text.hasPrefix("/") && !path.text.contains("..")
                if isBelow && path.text.contains("/") { candidates.append(folder + "/" + path.text) }
                candidates.append(folder + "/" + fileName(path.text))
            }
        } else if let url, let folder = environment.dataFolder {
            candidates.append(folder + "/" + fileName(url))
        }
        if let target = downloadTarget(in: environment) { candidates.append(target) }
        return candidates
    }

    /// One place per address, with a name a person recognizes.
    private func downloadTarget(in environment: DataEnvironment) -> String? {
        url.map { environment.downloadFolder + "/" + FileHash.ofText($0).prefix(16) + "-" + fileName($0) }
    }

    private func fileName(_ path: String) -> String {
        let withoutQuery = path.prefix { $0 != "?" && $0 != "#" }
        let name = withoutQuery.split(separator: "/").last.map(String.init) ?? "data"
        return String(name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_" })
    }
}
