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

    @Test(
        "Whoever may wait gets the run when the lease of a holder elsewhere is over, and not when it beats again"
    )
    func waiting() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/.in-use.0"
            var elsewhere = ProcessIdentity.current()
            elsewhere.host = "elsewhere"
            func hold(since age: Double) throws {
                try RunJSON.encode(elsewhere).write(to: URL(filePath: path))
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }
            func lock(_ told: @escaping (ProcessIdentity) -> Void) throws -> RunLock {
                try RunLock(directory: folder, view: DirectView(), waiting: told) { _, _ in ENOLCK }
            }
            try hold(since: Lease.seconds - 2)
            var told: [String] = []
            do { withExtendedLifetime(try lock { told.append($0.host) }) {} }
            #expect(told == ["elsewhere"])
            try hold(since: Lease.seconds - 20)
            #expect(throws: RunError.inUse(path: folder, process: elsewhere)) {
                _ = try lock { _ in _ = DirectView().touch(path) }
            }
        }
    }
}
