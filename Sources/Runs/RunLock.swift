import Foundation

/// Held while a process writes to a run directory, so that two resumes of one run cannot mix their rows.
///
/// The kernel releases it when the process ends in whatever way.
package final class RunLock: Sendable {
    private let descriptor: Int32

    package init(directory: String) throws {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw RunError.system(action: "open", path: directory, code: errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK {
                throw RunError.inUse(path: directory, process: nil)
            }
            throw RunError.system(action: "lock", path: directory, code: code)
        }
    }

    deinit {
        close(descriptor)
    }
}
