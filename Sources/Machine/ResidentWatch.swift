import Foundation
import Synchronization

/// Keeps what a process has of its mapped files within a bound.
///
/// Pages of mapped files count as memory of the process from when they are touched until they are given back, which the
/// kernel does by itself only when the machine runs short. A thread looks every ten milliseconds and lets all of them
/// go when the process is about to pass its bound; what is touched again costs a fault that finds the page in the
/// system's copy of the file.
enum ResidentWatch {
    private struct State {
        var limit = 0
        var runs = false
    }

    private static let state = Mutex(State())

    /// From now on, until there are no mapped files any more.
    static func start(limit: Int) {
        let isNew = state.withLock { state in
            state.limit = limit
            defer { state.runs = true }
            return !state.runs
        }
        guard isNew else { return }
        if !WorkThread.start(stackBytes: 256 << 10, watch) { state.withLock { $0.runs = false } }
    }

    @Sendable private static func watch() {
        while true {
            usleep(10_000)
            let limit = state.withLock { $0.limit }
            if residentBytes > limit / 20 * 17 { _ = LargeMemory.letGo() }
        }
    }

    private static var residentBytes: Int {
        let pages = readSmallFile("/proc/self/statm")?.split(separator: " ") ?? []
        guard pages.count > 1, let resident = Int(pages[1]) else { return 0 }
        return resident * Int(getpagesize())
    }
}
