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
