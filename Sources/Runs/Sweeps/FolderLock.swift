import Foundation

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
