import Foundation

/// Threads made directly, because their maker wants to know when the system has none left (a limit of processes or of
/// memory). Foundation's `Thread` does not tell, and Dispatch waits for one forever.
package enum WorkThread {
    /// Runs `body` on a thread of its own, which ends with it.
    ///
    /// - Parameter stackBytes: room for the stack; only what is used takes memory, but all of it counts for `ulimit -v`
    /// - Returns: false when no thread could be made; `body` is then never called
    package static func start(stackBytes: Int = 8 << 20, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if code != 0 { work.release() }
        return code == 0
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
