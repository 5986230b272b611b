import Foundation
import Runs
import TestSupport
import Testing

@Suite("Locks of run directories")
struct RunLockTests {
    @Test(
        "Where the file system has no locks, a file says who is at work",
        arguments: [ENOLCK, ENOSYS, EOPNOTSUPP])
    func withoutLocks(code: Int32) throws {
        try withTemporaryFolder { folder in
            func lock() throws -> RunLock {
                try RunLock(directory: folder, view: DirectView()) { _, _ in code }
            }
            let first = try lock()
            #expect(throws: RunError.inUse(path: folder, process: .current())) { _ = try lock() }
            withExtendedLifetime(first) {}
        }
    }

    @Test("The lock goes with its holder, in whatever way it went; other errors are errors")
    func holders() throws {
        try withTemporaryFolder { folder in
            func lock() throws -> RunLock {
                try RunLock(directory: folder, view: DirectView()) { _, _ in ENOLCK }
            }
            do { withExtendedLifetime(try lock()) {} }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            var gone = ProcessIdentity.current()
            gone.startTicks = 1
            try RunJSON.encode(gone).write(to: URL(filePath: folder + "/.in-use.0"))
            do { withExtendedLifetime(try lock()) {} }
            gone.host = "elsewhere"
            try RunJSON.encode(gone).write(to: URL(filePath: folder + "/.in-use.1"))
            #expect(throws: RunError.inUse(path: folder, process: gone)) { _ = try lock() }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -Lease.seconds - 5)],
                ofItemAtPath: folder + "/.in-use.1")
            do { withExtendedLifetime(try lock()) {} }
            #expect(throws: RunError.system(action: "lock", path: folder, code: EIO)) {
                _ = try RunLock(directory: folder, view: DirectView()) { _, _ in EIO }
            }
        }
    }

    @Test("In a folder other machines see, the kernel's lock is not enough")
    func shared() throws {
        try withTemporaryFolder { folder in
            let view = LateView(LateServer(delay: 0), machine: 0)
            let first = try RunLock(directory: folder, view: view) { _, _ in 0 }
            #expect(throws: RunError.self) { _ = try RunLock(directory: folder, view: view) { _, _ in 0 } }
            withExtendedLifetime(first) {}
        }
    }
}
