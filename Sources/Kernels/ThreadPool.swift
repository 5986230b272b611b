import Foundation
internal import CIntrinsics

/// A fixed number of threads that share out numbered pieces of work.
///
/// With one thread everything runs on the caller, with no lock and no atomic. With more, the caller takes part;
/// waiting threads spin for a few microseconds and then sleep. Pieces are handed out in order, to whoever is
/// free, so a piece must not depend on which thread runs it.
///
/// Lifetime: made once for a program; `parallelFor` allocates nothing and is called by one thread at a time.
package final class ThreadPool: @unchecked Sendable {
    package let threads: Int
    private let shared: ThreadPoolShared?

    package init(threads: Int) {
        self.threads = max(threads, 1)
        guard threads > 1 else {
            shared = nil
            return
        }
        let shared = ThreadPoolShared(workers: threads - 1)
        self.shared = shared
        for _ in 1..<threads {
            let thread = Thread { shared.work() }
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { shared?.stop() }

    /// Calls `body` once for each number below `count` and returns when all calls have returned.
    @inline(__always)
    package func parallelFor(_ count: Int, _ body: (Int) -> Void) {
        guard let shared, count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        shared.run(count, body)
    }
}

/// What the threads of a pool share: one job at a time.
final class ThreadPoolShared: @unchecked Sendable {
    /// Words the threads signal each other with, each on its own cache line.
    private let words: UnsafeMutablePointer<Int32>
    private var generation: UnsafeMutablePointer<Int32> { words }
    private var nextIndex: UnsafeMutablePointer<Int32> { words + 16 }
    private var busy: UnsafeMutablePointer<Int32> { words + 32 }
    private var sleepers: UnsafeMutablePointer<Int32> { words + 48 }
    private var stopping: UnsafeMutablePointer<Int32> { words + 64 }

    private let workers: Int
    private var count = 0
    private var job: UnsafeRawPointer?

    /// Turns of the waiting loop before a thread sleeps: some microseconds.
    private static let spins = 2000

    init(workers: Int) {
        self.workers = workers
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 5 * 64, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: 5 * 64)
        words = bytes.assumingMemoryBound(to: Int32.self)
    }

    deinit { UnsafeMutableRawPointer(words).deallocate() }

    func run(_ count: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { pointer in
                self.count = count
                job = UnsafeRawPointer(pointer)
                assay_store_release(nextIndex, 0)
                assay_store_release(busy, Int32(workers))
                _ = assay_add(generation, 1)
                if assay_load_ordered(sleepers) > 0 { assay_futex_wake_all(generation) }
                takePieces(pointer.pointee)
                finish()
            }
        }
    }

    private func takePieces(_ body: (Int) -> Void) {
        while true {
            let index = Int(assay_add(nextIndex, 1))
            if index >= count { return }
            body(index)
        }
    }

    /// Waits until every worker has let go of the job.
    private func finish() {
        var turns = 0
        while true {
            let left = assay_load_acquire(busy)
            if left == 0 { return }
            turns += 1
            if turns < Self.spins {
                assay_pause()
            } else {
                assay_futex_wait(busy, left)
            }
        }
    }

    func stop() {
        assay_store_release(stopping, 1)
        _ = assay_add(generation, 1)
        assay_futex_wake_all(generation)
    }

    /// A worker's life.
    func work() {
        var seen: Int32 = 0
        while true {
            waitForJob(after: &seen)
            if assay_load_acquire(stopping) != 0 { return }
            if let job {
                let body = job.assumingMemoryBound(to: ((Int) -> Void).self)
                takePieces(body.pointee)
            }
            if assay_add(busy, -1) == 1 { assay_futex_wake_all(busy) }
        }
    }

    private func waitForJob(after seen: inout Int32) {
        var turns = 0
        while assay_load_acquire(generation) == seen {
            turns += 1
            if turns < Self.spins {
                assay_pause()
                continue
            }
            _ = assay_add(sleepers, 1)
            assay_futex_wait(generation, seen)
            _ = assay_add(sleepers, -1)
        }
        seen = assay_load_acquire(generation)
    }
}
