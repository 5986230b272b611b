import Dispatch
import Machine

/// Calls a closure about once a second on a thread of its own until it is released or stopped: keeps the
/// heartbeat and flushes the tables while the training thread is busy.
///
/// Where no thread can be made it calls nothing, and whoever uses it writes at its own end.
final class Ticker: Sendable {
    /// Signalled once to end the thread, which waits for it between two calls.
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
