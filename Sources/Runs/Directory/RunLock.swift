import Foundation

/// Held while a process writes to a run directory, so that two resumes of one run cannot mix their rows.
///
/// The kernel's lock is released when the process ends in whatever way. A child that another thread is about to start
/// (git) holds a copy until it has become its program, so a lock that is taken is asked for again for a second before
/// it counts. Where a file system has no such locks, and where other machines see the folder, which the kernel's lock
/// on a folder does not reach, a file that is renewed every few seconds says who is at work.
package final class RunLock: Sendable {
    private let descriptor: Int32
    private let lease: LeaseFile?
    private static let tries = 50
    /// What file systems without locks answer.
    private static let unsupported: Set<Int32> = [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL, EBADF]

    /// - Parameter waiting: told for whom it waits, where a process on another machine that held the run may be gone:
    ///   a minute at most; nil not to wait
    package convenience init(directory: String, waiting: ((ProcessIdentity) -> Void)? = nil) throws {
        try self.init(directory: directory, view: DirectView(), waiting: waiting) {
            flock($0, $1) == 0 ? 0 : errno
        }
    }

    /// - Parameter lock: `flock`, which answers with its error number
    package init(
        directory: String, view: any FolderView, waiting: ((ProcessIdentity) -> Void)? = nil,
        lock: (Int32, Int32) -> Int32
    ) throws {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw RunError.system(action: "open", path: directory, code: errno)
        }
        do {
            var (tries, code) = (0, lock(descriptor, LOCK_EX | LOCK_NB))
            while code == EWOULDBLOCK, tries < Self.tries {
                usleep(20_000)
                tries += 1
                code = lock(descriptor, LOCK_EX | LOCK_NB)
            }
            switch code {
            case 0:
                lease = view.isShared(directory) ? try LeaseFile(in: directory, view, waiting: waiting) : nil
            case EWOULDBLOCK: throw RunError.inUse(path: directory, process: nil)
            case let code where Self.unsupported.contains(code):
                lease = try LeaseFile(in: directory, view, waiting: waiting)
            default: throw RunError.system(action: "lock", path: directory, code: code)
            }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        lease?.release()
        close(descriptor)
    }
}
