import Foundation

/// Calls a closure about once a second on a thread of its own until it is released or stopped: keeps the
/// heartbeat and flushes the tables while the training thread is busy.
final class Ticker: Sendable {
    /// Only ever cancelled, which Dispatch allows from any thread.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    init(every seconds: Double = 0.9, _ body: @escaping @Sendable () -> Void) {
        let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "assay.ticker"))
        source.schedule(deadline: .now() + seconds, repeating: seconds, leeway: .milliseconds(50))
        source.setEventHandler(handler: body)
        source.resume()
        timer = source
    }

    func stop() {
        timer.cancel()
    }

    deinit {
        timer.cancel()
    }
}
