import Foundation

/// What tells whether a file is still the one that was looked at: its size, its times and its place on the disk.
///
/// The time of change (ctime) is set by the system whenever bytes, names or attributes change, and cannot be set to
/// another value as the time of modification can.
package struct FileStamp: Sendable, Equatable, Codable {
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int
    var changed: Int
    var inode: UInt64
    var device: UInt64

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
    }

    private static func nanoseconds(_ time: timespec) -> Int {
        let (seconds, overflow) = Int(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (time.tv_sec < 0 ? .min : .max) : seconds &+ Int(time.tv_nsec)
    }

    /// Whether the file was left alone for two seconds before `now`: a later change then has another time, however
    /// coarse the clock of the file system is.
    func isSettled(now: Date = Date()) -> Bool {
        now.timeIntervalSince1970 * 1e9 - Double(max(modified, changed)) > 2e9
    }
}
