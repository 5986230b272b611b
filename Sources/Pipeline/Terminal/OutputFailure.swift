import Foundation
import Synchronization

/// Whether results that were to be printed could not be: a command whose results are lost has not succeeded.
///
/// A reader that went away, such as `head`, has what it wanted, and is none.
package enum OutputFailure {
    private static let code = Atomic<Int32>(0)

    /// Notes that nothing more can be written to a stream; only results count, and only the first failure.
    static func note(_ failure: Int32, _ descriptor: Int32) {
        guard descriptor == STDOUT_FILENO, failure != EPIPE else { return }
        _ = code.compareExchange(expected: 0, desired: failure, ordering: .relaxed)
    }

    /// Whether a write that did not succeed is to be tried again; waits where the stream takes nothing at the moment.
    static func canRetry(_ failure: Int32, _ descriptor: Int32) -> Bool {
        if failure == EINTR { return true }
        guard failure == EAGAIN || failure == EWOULDBLOCK else { return false }
        var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&stream, 1, -1) >= 0 || errno == EINTR
    }

    /// How the program ends: as its command did, unless results were lost, which is then said.
    package static func ending(_ status: CommandStatus) -> CommandStatus {
        let failure = code.load(ordering: .relaxed)
        guard failure != 0 else { return status }
        let reason = String(cString: strerror(failure)).lowercased()
        CommandOutput().error("cannot write to standard output: \(reason)")
        return status == .done ? .failed : status
    }

    /// Opens what the caller closed, so that no file of the program gets the number of a stream and its messages with
    /// it.
    package static func openMissingStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
