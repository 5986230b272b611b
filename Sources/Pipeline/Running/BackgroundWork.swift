import Dispatch
import Machine
import Synchronization

/// Writes that do not have to be done before the training begins. One after another, on one thread of their
/// own.
final class BackgroundWork: Sendable {
    private let queue = BackgroundQueue()
    private let failure = Mutex<(any Error)?>(nil)

    func run(_ work: @escaping @Sendable () throws -> Void) {
        queue.run { [self] in
            do {
                try work()
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
    }

    /// Waits for all of it; throws the first error.
    func wait() throws {
        queue.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

/// Calls a closure about once a second on a thread of its own until it is released or stopped: keeps the
/// heartbeat and flushes the tables while the training thread is busy.
///
/// Where no thread can be made it calls nothing, and whoever uses it writes at its own end.
final class Ticker: Sendable {
    /// Signaled once to end the thread, which waits for it between two calls.
    private let ending = DispatchSemaphore(value: 0)

    init(every seconds: Double = 0.9, _ body: @escaping @Sendable () -> Void) {
        let ending = ending
        _ = WorkThread.start {
            while ending.wait(timeout: .now() + seconds) == .timedOut { body() }
        }
    }

    func stop() { ending.signal() }

    deinit { ending.signal() }
}
