import Catalogue
import Foundation
import Machine
import Runs

/// `assay gc`: removes what can be made again and is not needed any more.
///
/// Prepared data unused for a while, indexes of folders that are gone, and what processes left that ended in the
/// middle: temporary files, directories that were never finished being made or removed, claims on trials of sweeps.
/// With `removesAll` the whole cache. Only names that this program gives are touched, and nothing is removed through a
/// link.
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

    package static func perform(
        _ request: Request, output: CommandOutput = CommandOutput(),
        caches: CacheFolders = CacheFolders()
    ) -> CommandStatus {
        let now = Double(RunTime.now().milliseconds) / 1000
        let shares = cacheShares(request, caches, now) + leftoverShares(request, now)
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
        show(shares, request, output)
        var told: Set<String> = []
        for folder in shares.compactMap(\.skipped) where told.insert(folder).inserted {
            output.messages.line("'\(folder)' is a link; what it leads to is left alone")
        }
        for path in failures { output.error("'\(path)' could not be removed") }
        return failures.isEmpty ? .done : .failed
    }

    /// How old a leftover must be: nobody is writing it any more.
    private static let dayOld = 86_400.0

    private static func cacheShares(
        _ request: Request, _ caches: CacheFolders, _ now: Double
    ) -> [GarbageShare] {
        // Below a link nothing is looked at either.
        let hashes = ResultPath.isLink(caches.prepared) ? caches.prepared : caches.prepared + "/hashes"
        return [
            cache("prepared data", caches.prepared, request, now, isOurs: GarbageNames.isPrepared) {
                name, age in
                GarbageNames.isTemporary(name) ? age >= dayOld : age >= request.age
            },
            cache("hashes of files", hashes, request, now, isOurs: GarbageNames.isHash) {
                name, age in
                GarbageNames.isTemporary(name) ? age >= dayOld : age >= request.age
            },
            cache("downloads", caches.downloads, request, now, isOurs: GarbageNames.isDownload) { name, age in
                GarbageNames.isTemporary(name) && age >= dayOld
            },
            cache("answers of queries", caches.answers, request, now, isOurs: GarbageNames.isAnswer) {
                name, age in
                GarbageNames.isTemporary(name) ? age >= dayOld : age >= request.age
            },
            cache("indexes of runs", caches.indexes, request, now, isOurs: GarbageNames.isIndex) {
                name, age in
                age >= request.age || (name.hasSuffix(".sqlite") && !hasFolder(caches.indexes + "/" + name))
            },
        ]
    }

    private static func cache(
        _ what: String, _ folder: String, _ request: Request, _ now: Double,
        isOurs: (String) -> Bool, isGarbage: (_ name: String, _ age: Double) -> Bool
    ) -> GarbageShare {
        var share = GarbageShare(what: what, folder: folder)
        guard !ResultPath.isLink(folder) else {
            share.skipped = folder
            return share
        }
        for name in GarbageShare.names(in: folder) where isOurs(name) {
            share.add(folder + "/" + name, now) { age in request.removesAll || isGarbage(name, age) }
        }
        return share
    }

    /// What killed processes left in runs and sweeps; whatever is complete stays and is not counted.
    private static func leftoverShares(_ request: Request, _ now: Double) -> [GarbageShare] {
        let runs = request.runsFolder
        let sweeps = SweepDirectory.all(in: runs).filter {
            !ResultPath.isLink($0.path) && (try? $0.requireMark()) != nil
        }
        var unfinished = GarbageShare(what: "unfinished runs", folder: runs)
        let folders = [runs, runs + "/" + SweepFile.folder] + sweeps.map { $0.file(SweepFile.trials) }
        for folder in folders {
            for name in GarbageShare.names(in: folder) where GarbageNames.isUnfinished(name) {
                unfinished.add(folder + "/" + name, now, countsOnlyGarbage: true) { $0 >= dayOld }
            }
        }
        var temporary = GarbageShare(what: "temporary files", folder: runs)
        for folder in RunFolder(path: runs).directories() + sweeps.map(\.path) {
            for path in RunDirectory.temporaryFiles(in: folder)
                + RunDirectory.temporaryFiles(in: folder + "/" + RunFile.checkpoints)
            {
                temporary.add(path, now, countsOnlyGarbage: true) { $0 >= dayOld }
            }
        }
        var claims = GarbageShare(what: "claims on trials", folder: runs)
        for sweep in sweeps {
            for worker in SweepWorker.all(in: sweep) where !worker.isAlive {
                claims.add(worker.path, now, countsOnlyGarbage: true) { $0 >= Lease.seconds }
            }
            for path in TrialClaims.abandoned(in: sweep) {
                claims.add(path, now, countsOnlyGarbage: true) { $0 >= Lease.seconds }
            }
        }
        return [unfinished, temporary, claims]
    }

    /// Whether the folder of results an index belongs to is still there.
    private static func hasFolder(_ index: String) -> Bool {
        guard let folder = RunCatalogue.folder(ofIndex: index) else { return false }
        return FileManager.default.fileExists(atPath: folder)
    }

    private static func show(
        _ shares: [GarbageShare], _ request: Request, _ output: CommandOutput
    ) {
        if output.isJSON {
            output.results.line((try? RunJSON.encodeLine(shares)) ?? "[]")
            return
        }
        var table = TextTable([.left, .right, .right, .right, .right, .left])
        let verb = request.isTrial ? "WOULD REMOVE" : "REMOVED"
        table.row(
            ["WHAT", "ENTRIES", "SIZE", verb, "SIZE", "WHERE"].map { output.results.painted($0, .dim) })
        for share in shares {
            table.row([
                share.what, NumberText.count(share.entries), NumberText.bytes(share.bytes),
                NumberText.count(share.removed), NumberText.bytes(share.removedBytes), share.folder,
            ])
        }
        table.lines().forEach { output.results.line($0) }
    }
}
