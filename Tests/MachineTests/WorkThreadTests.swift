import Foundation
import Machine
import Synchronization
import Testing

@Suite("Threads made directly") struct WorkThreadTests {
    @Test("every piece is done once, with any number of workers", arguments: [1, 2, 5, 64])
    func pieces(workers: Int) {
        for count in [0, 1, 2, 3, 100] {
            let seen = Mutex([Int](repeating: 0, count: count))
            concurrentPerform(count, workers: workers) { piece in seen.withLock { $0[piece] += 1 } }
            #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
        }
    }

    @Test("results stand in the order of the elements") func order() {
        let doubled = Array(0..<1000).concurrentMap(pieceSize: 7) { $0.map { 2 * $0 } }
        #expect(doubled == (0..<1000).map { 2 * $0 })
    }

    @Test("background work is done in order, and all of it before waiting ends") func queue() {
        let queue = BackgroundQueue()
        let order = Mutex([Int]())
        for round in 0..<3 {
            for number in 0..<50 { queue.run { order.withLock { $0.append(50 * round + number) } } }
            queue.wait()
            #expect(order.withLock { $0 } == Array(0..<50 * (round + 1)))
        }
    }

    @Test("a thread that cannot be made is told, and its work is not begun") func refusal() {
        let isBegun = Atomic(false)
        // No address space has room for a stack of 2⁶² bytes.
        #expect(!WorkThread.start(stackBytes: 1 << 62) { isBegun.store(true, ordering: .relaxed) })
        let hasBegun = isBegun.load(ordering: .relaxed)
        #expect(!hasBegun)
    }

    @Test("the arguments are those of the program") func arguments() {
        #expect(ProgramArguments.list == CommandLine.arguments)
        #expect(!ProgramArguments.list.isEmpty)
    }
}
