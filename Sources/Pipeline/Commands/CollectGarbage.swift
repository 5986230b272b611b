import Foundation
import Report
import Runs

/// `assay gc`: removes what can be made again and is not needed any more.
///
/// Prepared data unused for a while, indexes of folders that are gone, temporary files of processes that ended while
/// writing, and run directories that were never finished being made or removed. With `removesAll` the whole cache.
package enum CollectGarbage {
    package struct Request: Sendable {
        package var runsFolder: String
        package var isTrial: Bool
        package var removesAll: Bool
        /// Seconds without use after which prepared data go.
        package var age: Double

        package init(
            runsFolder: String, isTrial: Bool = false, removesAll: Bool = false, age: Double = 30 * 86_400
        ) {
            self.runsFolder = runsFolder
            self.isTrial = isTrial
            self.removesAll = removesAll
            self.age = age
        }
    }

    /// The seconds of a length of time such as `30d`; nil when it is none.
    package static func seconds(_ text: String) -> Double? {
        DurationWord.seconds(text)
    }

    /// One kind of thing, as it is and what goes of it.
    struct Share: Encodable {
        var what: String
        var folder: String
        var entries: Int
        var bytes: Int
        var removed: Int
        var removedBytes: Int
        /// Paths that go.
        fileprivate var paths: [String] = []

        private enum CodingKeys: String, CodingKey {
            case what, folder, entries, bytes, removed
            case removedBytes = "removed_bytes"
        }
    }

    package static func perform(
        _ request: Request, asJSON: Bool, output: CommandOutput = CommandOutput(),
        caches: CacheFolders = CacheFolders()
    ) -> CommandStatus {
        let now = RunTime.now().milliseconds / 1000
        let dayOld = Double(86_400)
        let shares = [
            share("prepared data", caches.prepared, request, now) { name, age in
                name.hasSuffix(".data") ? age >= request.age : age >= dayOld
            },
            share("downloads", caches.downloads, request, now) { name, age in
                name.contains(".tmp") && age >= dayOld
            },
            share("indexes of runs", caches.indexes, request, now) { name, age in
                age >= request.age || (name.hasSuffix(".sqlite") && !hasFolder(caches.indexes + "/" + name))
            },
            share("unfinished runs", request.runsFolder, request, now, isCache: false) { name, age in
                (name.hasPrefix(".new-") || name.hasPrefix(".removed-")) && age >= dayOld
            },
        ]
        var failures: [String] = []
        if !request.isTrial {
            for path in shares.flatMap(\.paths) {
                do {
                    try FileManager.default.removeItem(atPath: path)
                } catch {
                    failures.append(path)
                }
            }
        }
        show(shares, request, asJSON: asJSON, output)
        for path in failures { output.error("'\(path)' could not be removed") }
        return failures.isEmpty ? .done : .failed
    }

    /// - Parameter isCache: whether everything in the folder can go
    private static func share(
        _ what: String, _ folder: String, _ request: Request, _ now: Int64, isCache: Bool = true,
        isGarbage: (_ name: String, _ age: Double) -> Bool
    ) -> Share {
        var share = Share(what: what, folder: folder, entries: 0, bytes: 0, removed: 0, removedBytes: 0)
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let age = Double(now - Int64(status.st_mtim.tv_sec))
            let goes = isGarbage(name, age) || (isCache && request.removesAll)
            guard isCache || goes else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let bytes = isFolder ? FolderSize.bytes(of: path) : Int(status.st_size)
            share.entries += 1
            share.bytes += bytes
            guard goes else { continue }
            share.removed += 1
            share.removedBytes += bytes
            share.paths.append(path)
        }
        return share
    }

    /// Whether the folder of results an index belongs to is still there.
    private static func hasFolder(_ index: String) -> Bool {
        guard let folder = RunCatalogue.folder(ofIndex: index) else { return false }
        return FileManager.default.fileExists(atPath: folder)
    }

    private static func show(_ shares: [Share], _ request: Request, asJSON: Bool, _ output: CommandOutput) {
        if asJSON {
            output.results.line((try? RunJSON.encodeLine(shares)) ?? "[]")
            return
        }
        var table = TextTable([.left, .right, .right, .right, .right, .left])
        let verb = request.isTrial ? "WOULD REMOVE" : "REMOVED"
        table.row(
            ["WHAT", "ENTRIES", "SIZE", verb, "SIZE", "WHERE"].map { output.results.painted($0, .dim) })
        for share in shares {
            table.row([
                share.what, FigureText.count(share.entries), FigureText.bytes(share.bytes),
                FigureText.count(share.removed), FigureText.bytes(share.removedBytes), share.folder,
            ])
        }
        table.lines().forEach { output.results.line($0) }
    }
}
