import Foundation

/// Remembers the hashes of files between runs, so that large ones are not read again only to be recognized.
///
/// An entry is believed while the file's stamp is the same: its size, its times of modification and of change, its
/// place on the disk. A file that was written or changed in the two seconds before is hashed and not remembered.
struct FileHashMemo: Sendable {
    private struct Entry: Codable {
        var path: String
        var stamp: FileStamp
        var sha256: String
    }

    /// A file as it was when its hash was known.
    struct Known {
        var sha256: String
        var stamp: FileStamp?
        /// Whether a later change is sure to show in the stamp.
        var isSettled: Bool
    }

    /// `nil`: nothing is remembered.
    let folder: String?

    /// - Errors: `DataFileError` for a file that cannot be read or changes while it is
    func known(_ path: String) throws -> Known {
        if let entry = entry(path) {
            return Known(sha256: entry.sha256, stamp: entry.stamp, isSettled: true)
        }
        return try hashed(path)
    }

    /// The hash of the bytes that lie there now, whatever is remembered.
    ///
    /// - Errors: as `known`
    func hashed(_ path: String) throws -> Known {
        let start = Date()
        let (hash, stamp) = try FileHash.stamped(path)
        let isSettled = stamp?.isSettled(now: start) ?? false
        if let stamp, isSettled, let file = file(for: path) {
            let entry = Entry(path: path, stamp: stamp, sha256: hash)
            // A memo that cannot be written costs time later, nothing else.
            if let data = try? JSONEncoder().encode(entry) { try? AtomicFile.write([UInt8](data), to: file) }
        }
        return Known(sha256: hash, stamp: stamp, isSettled: isSettled)
    }

    private func entry(_ path: String) -> Entry? {
        guard let file = file(for: path), let data = FileManager.default.contents(atPath: file),
            let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.path == path,
            entry.stamp == FileStamp(path: path)
        else { return nil }
        return entry
    }

    private func file(for path: String) -> String? {
        folder.map { $0 + "/hashes/" + FileHash.ofText(path).prefix(32) + ".json" }
    }
}
