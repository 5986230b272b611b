import Machine
internal import CIntrinsics

#if canImport(Glibc)
    import Glibc
#endif

/// Work in numbered pieces, for `ThreadPool.parallelFor(_:work:)`: a struct of pointers and numbers, so that
/// sharing it out allocates nothing.
package protocol ParallelWork {
    /// Does one piece; called on any of the pool's threads, several at once.
    func run(piece: Int)
}

extension ParallelWork {
    @inline(__always)
    fileprivate static func run(_ work: UnsafeRawPointer, piece: Int) {
        work.assumingMemoryBound(to: Self.self).pointee.run(piece: piece)
    }
}

/// A fixed number of threads that share out numbered pieces of work.
///
/// With one thread everything runs on the caller, with no lock and no atomic. With more, the caller takes
/// part; waiting threads spin for some ten microseconds and then sleep. Pieces are handed out in order, to
/// whoever is free, so a piece must not depend on which thread runs it. The caller never waits for a thread that
/// has not begun: on a busy machine it does the work alone.
///
/// Threads are made when work is first shared out. Where the system makes no more of them (a limit of processes or of
/// memory), there are fewer.
///
/// Lifetime: made once for the programs of a backend; used by one thread at a time.
package final class ThreadPool: @unchecked Sendable {
    package let threads: Int
    /// Whether work is shared out; otherwise the caller does all of it. Changed between runs of programs only.
    package var isSharing = true
    private let shared: ThreadPoolShared?
    private var hasStarted = false

    package init(threads: Int) {
        self.threads = max(threads, 1)
        shared = threads > 1 ? ThreadPoolShared() : nil
    }

    deinit { shared?.stop() }

    /// Whether `parallelFor` uses other threads now.
    package var sharesWork: Bool { shared != nil && isSharing }

    /// Nanoseconds the caller has spent in long waits for other threads.
    package var waited: UInt64 { shared?.waited ?? 0 }

    private func start(_ shared: ThreadPoolShared) {
        hasStarted = true
        for _ in 1..<threads {
            guard WorkThread.start(stackBytes: 1 << 20, { shared.live() }) else { return }
        }
    }

    /// Does the pieces 0 ..< count of the work and returns when all are done. Allocates nothing.
    package func parallelFor<Work: ParallelWork>(_ count: Int, work: Work) {
        guard let shared, isSharing, count > 1 else {
            for piece in 0..<count { work.run(piece: piece) }
            return
        }
        if !hasStarted { start(shared) }
        withUnsafePointer(to: work) { shared.run(count, Work.self, $0) }
    }

    /// Calls `body` once for each number below `count` and returns when all calls have returned. With more
    /// than one thread, storing the closure allocates; `parallelFor(_:work:)` does not.
    @inline(__always)
    package func parallelFor(_ count: Int, _ body: (Int) -> Void) {
        guard sharesWork, count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        withoutActuallyEscaping(body) { parallelFor(count, work: ClosureWork(body: $0)) }
    }
}

/// A closure as work.
struct ClosureWork: ParallelWork {
    let body: (Int) -> Void

    func run(piece: Int) { body(piece) }
}

/// What the threads of a pool share: one piece of work at a time.
///
/// One 64-bit word says how many pieces there are and which is next. Who moves it on by one owns that piece, and
/// until the piece is done the caller waits, so that what belongs to the work stays as it is. A thread that comes
/// late finds no piece left and touches nothing.
final class ThreadPoolShared: @unchecked Sendable {
    /// Words the threads signal each other with, each on its own cache line.
    private let words: UnsafeMutablePointer<Int32>
    private var generation: UnsafeMutablePointer<Int32> { words }
    private var done: UnsafeMutablePointer<Int32> { words + 16 }
    private var sleepers: UnsafeMutablePointer<Int32> { words + 32 }
    private var callerSleeps: UnsafeMutablePointer<Int32> { words + 48 }
    private var stopping: UnsafeMutablePointer<Int32> { words + 64 }
    /// Pieces in the upper half, the next one in the lower.
    private var pieces: UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer(words + 80).assumingMemoryBound(to: UInt64.self)
    }

    private var workType: any ParallelWork.Type = ClosureWork.self
    private var work: UnsafeRawPointer?

    /// Turns of the waiting loop before a thread sleeps: fifty to a hundred microseconds, more than the parts of a
    /// training step that are not shared. Waking a sleeping thread costs more than the pieces of a small step.
    private static let spins = 4000
    /// Turns after which the caller's wait counts as a long one: some microseconds.
    private static let shortWait = 300

    /// Nanoseconds of the caller's long waits.
    private(set) var waited: UInt64 = 0

    init() {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 6 * 64, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: 6 * 64)
        words = bytes.assumingMemoryBound(to: Int32.self)
    }

    deinit { UnsafeMutableRawPointer(words).deallocate() }

    func run(_ count: Int, _ type: any ParallelWork.Type, _ work: UnsafeRawPointer) {
        self.work = work
        workType = type
        assay_store_release(done, 0)
        assay_store_word(pieces, UInt64(truncatingIfNeeded: count) << 32)
        _ = assay_add(generation, 1)
        if assay_load_ordered(sleepers) > 0 { assay_futex_wake_all(generation) }
        takePieces()
        finish(Int32(truncatingIfNeeded: count))
    }

    private func takePieces() {
        while true {
            let state = assay_load_word(pieces)
            let count = state >> 32
            let piece = state & 0xFFFF_FFFF
            if piece >= count { return }
            guard assay_replace_word(pieces, state, state + 1) != 0 else { continue }
            // The piece is ours: the work cannot end before it.
            guard let work else { return }
            workType.run(work, piece: Int(piece))
            let isLast = assay_add(done, 1) + 1 == Int32(truncatingIfNeeded: count)
            if isLast && assay_load_ordered(callerSleeps) > 0 { assay_futex_wake_all(done) }
        }
    }

    /// Waits until every piece is done.
    private func finish(_ count: Int32) {
        var turns = 0
        var start: UInt64 = 0
        while true {
            let finished = assay_load_acquire(done)
            if finished == count { break }
            turns += 1
            if turns == Self.shortWait { start = monotonicNanoseconds() }
            if turns < Self.spins {
                assay_pause()
            } else {
                _ = assay_add(callerSleeps, 1)
                assay_futex_wait(done, finished)
                _ = assay_add(callerSleeps, -1)
            }
        }
        if start > 0 { waited &+= monotonicNanoseconds() &- start }
    }

    func stop() {
        assay_store_release(stopping, 1)
        _ = assay_add(generation, 1)
        assay_futex_wake_all(generation)
    }

    /// A worker's life.
    func live() {
        var seen: Int32 = 0
        while true {
            waitForWork(after: &seen)
            if assay_load_acquire(stopping) != 0 { return }
            takePieces()
        }
    }

    private func waitForWork(after seen: inout Int32) {
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

/// Nanoseconds of a clock that only goes forward.
package func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000
        &+ UInt64(truncatingIfNeeded: time.tv_nsec)
}
