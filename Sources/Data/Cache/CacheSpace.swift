import Foundation
import Synchronization

/// When a folder of cache entries has to be looked through for its size: listing it takes longer the more entries there
/// are, so it is not done with every one that is written.
package enum CacheSpace {
    private struct Folder {
        /// Written by this process since the folder was last looked through.
        var bytes = 0
        var cuts = 0
    }

    private static let folders = Mutex<[String: Folder]>([:])

    /// Bytes between two looks.
    private static let stride = PreparedCache.sizeLimit / 64

    /// Notes a new entry; true for the first one of this process, and when many bytes have been written.
    static func isDueToCut(_ folder: String, after path: String) -> Bool {
        var status = stat()
        let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
        return folders.withLock { folders in
            var state = folders[folder] ?? Folder()
            defer { folders[folder] = state }
            state.bytes += size
            guard state.cuts == 0 || state.bytes >= stride else { return false }
            state.bytes = 0
            state.cuts += 1
            return true
        }
    }

    /// How often this process has looked through a folder.
    package static func cuts(of folder: String) -> Int { folders.withLock { $0[folder]?.cuts ?? 0 } }
}
