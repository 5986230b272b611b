/// Whether a process that shares a folder is still there, from what this machine knows of it and from its beats.
///
/// A process on this machine is asked for. One on another machine, and one that is stopped, has until its lease is
/// over: three missed beats, for another machine and a cache more.
package enum Lease {
    /// Seconds between two beats.
    package static let beatSeconds = 5.0
    package static let missedBeats = 3.0
    /// For a process whose beats are seen at once.
    package static let shortSeconds = beatSeconds * missedBeats
    /// For a process on another machine.
    package static let seconds = shortSeconds + DirectView.cacheSeconds

    /// - Parameters:
    ///   - beat: when it touched its file last; nil when that is gone
    ///   - now: the file server's time; nil when it cannot be told
    package static func isAlive(_ process: ProcessIdentity?, beat: ServerTime?, now: ServerTime?) -> Bool {
        let activity = process?.certainActivity
        if activity == .works { return true }
        if activity == .isGone { return false }
        guard let beat else { return false }
        let local = ServerTime(milliseconds: RunTime.now().milliseconds)
        let age = (now ?? local).seconds(since: beat)
        return age <= (activity == .isStopped ? shortSeconds : seconds)
    }
}
