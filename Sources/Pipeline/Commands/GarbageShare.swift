import Foundation
import Runs

/// One kind of thing that `gc` looks at: what there is, and what goes of it.
struct GarbageShare: Encodable {
    var what: String
    var folder: String
    var entries = 0
    var bytes = 0
    var removed = 0
    var removedBytes = 0
    /// Paths that go.
    private(set) var paths: [String] = []
    /// The folder when it is a link, which is not followed.
    var skipped: String?

    private enum CodingKeys: String, CodingKey {
        case what, folder, entries, bytes, removed
        case removedBytes = "removed_bytes"
    }

    init(what: String, folder: String) {
        self.what = what
        self.folder = folder
    }

    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Counts an entry; links are none of ours.
    mutating func add(
        _ path: String, _ now: Double, countsOnlyGarbage: Bool = false, isGarbage: (_ age: Double) -> Bool
    ) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { return }
        let goes = isGarbage(now - Double(status.st_mtim.tv_sec))
        guard goes || !countsOnlyGarbage else { return }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let size = isFolder ? FolderSize.bytes(of: path) : Int(status.st_size)
        entries += 1
        bytes += size
        guard goes else { return }
        removed += 1
        removedBytes += size
        paths.append(path)
    }
}

/// The names this program gives to what it may remove again; a folder that holds other things keeps them.
enum GarbageNames {
    /// `<key>.data`, `<key>.table.data`, and what is being written of them.
    static func isPrepared(_ name: String) -> Bool {
        guard let dot = name.firstIndex(of: "."), isHexadecimal(name[..<dot], atLeast: 32) else {
            return false
        }
        let rest = name[dot...]
        return rest.hasPrefix(".data") || rest.hasPrefix(".table.data")
    }

    /// `<hash of a path>.json`
    static func isHash(_ name: String) -> Bool {
        guard let dot = name.firstIndex(of: ".") else { return false }
        return isHexadecimal(name[..<dot], atLeast: 32) && name[dot...].hasPrefix(".json")
    }

    /// `<hash of the address>-<file name>`
    static func isDownload(_ name: String) -> Bool {
        let parts = name.split(separator: "-", maxSplits: 1)
        return parts.count == 2 && parts[0].utf8.count == 16 && isHexadecimal(parts[0], atLeast: 16)
    }

    /// `<hash of the question>-<hash of the bytes>.csv` and `.json`, and what is being written of them
    static func isAnswer(_ name: String) -> Bool {
        if name.hasPrefix("result."), isTemporary(name) { return true }
        let parts = name.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, parts[0].utf8.count == 16, isHexadecimal(parts[0], atLeast: 16),
            let dot = parts[1].firstIndex(of: ".")
        else { return false }
        return isHexadecimal(parts[1][..<dot], atLeast: 32) && [".csv", ".json"].contains(parts[1][dot...])
    }

    /// `runs-<hash of the folder>.sqlite`, with what SQLite keeps beside it
    static func isIndex(_ name: String) -> Bool {
        guard name.hasPrefix("runs-"), let dot = name.firstIndex(of: ".") else { return false }
        let endings = [".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal"]
        return endings.contains(String(name[dot...])) && isHexadecimal(name[..<dot].dropFirst(5), atLeast: 1)
    }

    /// A directory that was being made or removed.
    static func isUnfinished(_ name: String) -> Bool {
        [".new-", ".removed-"].contains { prefix in
            name.hasPrefix(prefix) && name.dropFirst(prefix.count).first?.isNumber == true
        } || name.hasPrefix(".new-suspended-")
    }

    /// `….4711.123456.tmp`
    static func isTemporary(_ name: String) -> Bool { name.hasSuffix(".tmp") }

    private static func isHexadecimal(_ text: Substring, atLeast count: Int) -> Bool {
        text.utf8.count >= count && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
