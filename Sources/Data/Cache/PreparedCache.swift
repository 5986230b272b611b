import Foundation
import Kernels

/// Prepared data on disk, by content key: shared by runs, trials and processes.
///
/// An entry is one file: a header (JSON) and the matrices as they lie in memory, each with a check sum. Entries appear
/// by renaming a complete file, so that several processes may write the same one at once. A damaged entry is removed.
struct PreparedCache: Sendable {
    /// `nil`: nothing is kept.
    let folder: String?

    /// The cache is cut back to this, the entries unused for longest first; it is looked at with the first entry a
    /// process writes, and then after every 64th part of this, so that an entry costs the same however many there are.
    static let sizeLimit = 4 << 30

    func path(_ key: String) -> String? { folder.map { "\($0)/\(key).data" } }

    func load(_ key: String) -> CacheLookup<PreparedData> {
        CacheLookup(path(key)) { try PreparedFile.read($0, key: key) }
    }

    /// What an entry holds.
    struct Summary {
        var featureNames: [String]
        var featureColumns: [FeatureColumn]
        var partRows: [String: Int]
    }

    /// What an entry holds, without reading the matrices; `nil` if there is none.
    func summary(_ key: String) -> Summary? {
        guard let path = path(key), let header = try? PreparedFile.header(path, key: key) else { return nil }
        let rows = header.parts.map { ($0.name, $0.rows) }
        return Summary(
            featureNames: header.featureNames,
            featureColumns: header.preprocessing.featureColumns(header.featureNames),
            partRows: Dictionary(rows, uniquingKeysWith: { first, _ in first }))
    }

    /// What went wrong, if something did: the data can be used all the same.
    func store(_ data: PreparedData) -> String? {
        guard let folder, let path = path(data.key) else { return nil }
        do {
            try PreparedFile.write(data, to: path)
            if CacheSpace.isDueToCut(folder, after: path) { PreparedCache.cutBack(folder) }
            return nil
        } catch {
            return "the prepared data could not be cached: \(error)"
        }
    }

    private static func cutBack(_ folder: String) {
        var entries: [(path: String, size: Int, used: Int)] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            var status = stat()
            guard name.hasSuffix(".data") || name.hasSuffix(".tmp"), stat(path, &status) == 0 else {
                continue
            }
            let age = Int(Date().timeIntervalSince1970) - Int(status.st_mtim.tv_sec)
            if name.hasSuffix(".tmp") {
                // Left by a process that ended while writing.
                if age > 86_400 { unlink(path) }
                continue
            }
            entries.append((path, Int(status.st_size), Int(status.st_mtim.tv_sec)))
        }
        var total = entries.reduce(0) { $0 + $1.size }
        for entry in entries.sorted(by: { $0.used < $1.used }) where total > sizeLimit {
            unlink(entry.path)
            total -= entry.size
        }
    }
}
