import Foundation

/// Held while a process writes to a run directory, so that two resumes of one run cannot mix their rows.
///
/// The kernel releases it when the process ends in whatever way. A child that another thread is about to start (git)
/// holds a copy until it has become its program, so a lock that is taken is asked for again for a second before it
/// counts.
package final class RunLock: Sendable {
    private let descriptor: Int32
    private static let tries = 50

    package init(directory: String) throws {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw RunError.system(action: "open", path: directory, code: errno)
        }
        var (tries, code) = (0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno)
        while code == EWOULDBLOCK, tries < Self.tries {
            usleep(20_000)
            tries += 1
            code = flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
        }
        guard code == 0 else {
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

/// Lets one process at a time look into a folder and make something in it; held for a few system calls.
///
/// The kernel releases it when the process ends. On a file system without locks there is none, and whoever needs
/// one goes on without.
struct FolderLock {
    private let descriptor: Int32

    /// Waits until nobody else holds it; nil where there are no locks.
    init?(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                return nil
            }
        }
    }

    func release() {
        close(descriptor)
    }
}
