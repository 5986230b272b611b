import Dispatch
import Synchronization

/// Work done beside the caller's, one piece after another on one thread; by the caller itself where no thread can be
/// made.
package final class BackgroundQueue: Sendable {
    private let open = Mutex(Open())
    private let unfinished = DispatchGroup()

    private struct Open {
        var work: [@Sendable () -> Void] = []
        var hasThread = false
    }

    package init() {}

    package func run(_ work: @escaping @Sendable () -> Void) {
        unfinished.enter()
        let needsThread = open.withLock { open in
            open.work.append(work)
            defer { open.hasThread = true }
            return !open.hasThread
        }
        if needsThread, !WorkThread.start({ self.doAll() }) { doAll() }
    }

    /// Returns when everything is done.
    package func wait() { unfinished.wait() }

    private func doAll() {
        while let next = takeNext() {
            next()
            unfinished.leave()
        }
    }

    private func takeNext() -> (@Sendable () -> Void)? {
        open.withLock { open in
            if open.work.isEmpty {
                open.hasThread = false
                return nil
            }
            return open.work.removeFirst()
        }
    }
}
