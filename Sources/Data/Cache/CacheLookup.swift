import Foundation

/// What a cache has under a key.
enum CacheLookup<Entry> {
    case found(Entry)
    case absent
    /// The entry has been removed, and is made again; what to tell of it.
    case damaged(warning: String)

    /// - Parameter path: of the entry; nil where nothing is kept
    init(_ path: String?, read: (String) throws -> Entry) {
        guard let path, FileManager.default.fileExists(atPath: path) else {
            self = .absent
            return
        }
        do {
            self = .found(try read(path))
            // The time of the last use decides what is removed first.
            utimensat(AT_FDCWD, path, nil, 0)
        } catch {
            unlink(path)
            self = .damaged(warning: "a damaged cache entry was rebuilt: \(error)")
        }
    }
}
