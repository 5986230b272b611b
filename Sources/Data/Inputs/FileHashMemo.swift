import Foundation

/// Remembers the hashes of files between runs, so that large ones are not read again only to be recognised.
///
/// An entry is believed while the file's size, modification time (nanoseconds) and inode are the same, and the file
/// was not written in the two seconds before the entry was made.
struct FileHashMemo: Sendable {
    private struct Entry: Codable {
        var path: String
        var size: Int
        var modified: Int
        var inode: UInt64
        var sha256: String
        /// Of what a gzip file holds; only where it was asked for.
        var contentSHA256: String?
    }

    /// `nil`: nothing is remembered.
    let folder: String?

    func sha256(ofFile path: String) throws -> String {
        if let known = entry(path) { return known.sha256 }
        return try remember(path, content: nil).sha256
    }

    func sha256(ofContent path: String) throws -> String {
        if let known = entry(path)?.contentSHA256 { return known }
        let hash = try FileHash.ofContent(path)
        _ = try remember(path, content: hash)
        return hash
    }

    /// The hash if it is remembered, or quick to compute: files up to 64 MiB.
    func quickSHA256(ofFile path: String) -> String? {
        if let known = entry(path) { return known.sha256 }
        guard let size = status(path)?.size, size <= 64 << 20 else { return nil }
        return try? remember(path, content: nil).sha256
    }

    private func entry(_ path: String) -> Entry? {
        guard let file = file(for: path), let data = FileManager.default.contents(atPath: file),
            let entry = try? JSONDecoder().decode(Entry.self, from: data), let now = status(path),
            entry.path == path, entry.size == now.size, entry.modified == now.modified,
            entry.inode == now.inode
        else { return nil }
        return entry
    }

    private func remember(_ path: String, content: String?) throws -> Entry {
        let before = status(path)
        let hash = try FileHash.ofFile(path)
        let entry = Entry(
            path: path, size: before?.size ?? 0, modified: before?.modified ?? 0, inode: before?.inode ?? 0,
            sha256: hash, contentSHA256: content)
        let age = Date().timeIntervalSince1970 * 1e9 - Double(entry.modified)
        if before != nil, age > 2e9, let file = file(for: path), let data = try? JSONEncoder().encode(entry) {
            // A memo that cannot be written costs time later, nothing else.
            try? AtomicFile.write([UInt8](data), to: file)
        }
        return entry
    }

    private func file(for path: String) -> String? {
        folder.map { $0 + "/hashes/" + FileHash.ofText(path).prefix(32) + ".json" }
    }

    private func status(_ path: String) -> (size: Int, modified: Int, inode: UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let modified = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
        return (Int(status.st_size), modified, UInt64(status.st_ino))
    }
}
