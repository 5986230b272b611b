import Foundation

/// What a process sees of a folder that it may share with processes on other machines.
///
/// Other machines see a change late: caches of attributes and names are up to `cacheSeconds` old, and what is written
/// to a file arrives when it is synced. So nothing relies on seeing a change soon. What does not depend on caches is
/// who makes a name first, and the time a file was touched, which is the file server's own.
///
/// Production uses `DirectView`. Tests pass one that delays, reorders and hides what others write.
package protocol FolderView: Sendable {
    /// The names in a folder; none when it is not there.
    func names(in folder: String) -> [String]
    /// What a file has from a position on, at most so many bytes; nil when it is not there.
    func contents(of path: String, from start: Int, count: Int) throws -> Data?
    /// Gives a file a second name, unless that is taken: whoever comes first has it.
    ///
    /// - Returns: whether the name is new
    func link(_ original: String, to path: String) throws -> Bool
    /// Touches a file; the moment by the file server's clock, or nil when the file is not there.
    func touch(_ path: String) -> ServerTime?
    /// When a file was touched last, by the file server's clock; nil when it is not there.
    func touched(_ path: String) -> ServerTime?
    func remove(_ path: String)
    /// Whether other machines may see the folder.
    func isShared(_ folder: String) -> Bool
}

extension FolderView {
    /// How old what this machine knows of another one's changes may be.
    package static var cacheSeconds: Double { 60 }
}

/// A moment by the clock of the machine that keeps the files, in milliseconds: comparable with others of it alone.
package struct ServerTime: Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package func seconds(since earlier: ServerTime) -> Double {
        Double(milliseconds) / 1000 - Double(earlier.milliseconds) / 1000
    }

    package func advanced(by seconds: Double) -> ServerTime {
        ServerTime(
            milliseconds: Int64(clamping: Int(min(max(Double(milliseconds) + seconds * 1000, -1e15), 1e15))))
    }

    package static func < (left: ServerTime, right: ServerTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

/// Seconds since some moment, by a clock nobody sets.
func steadySeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
