import Foundation
import Kernels
import Testing

@Suite struct ThreadPoolTests {
    @Test(arguments: [1, 2, 4]) func runsEveryPieceOnce(threads: Int) {
        let pool = ThreadPool(threads: threads)
        for count in [0, 1, 2, 3, 100] {
            for _ in 0..<20 {
                let seen = Buffer(.int32, count: max(count, 1) * 16)
                let marks = Marks(pointer: seen.typed(Int32.self))
                pool.parallelFor(count) { marks.pointer[16 * $0] += 1 }
                #expect((0..<count).allSatisfy { seen.typed(Int32.self)[16 * $0] == 1 })
            }
        }
    }

    struct Counting: ParallelWork {
        let marks: UnsafeMutablePointer<Int32>
        func run(piece: Int) { marks[16 * piece] += 1 }
    }

    @Test(arguments: [1, 2, 4]) func runsEveryPieceOfAWorkOnce(threads: Int) {
        let pool = ThreadPool(threads: threads)
        let seen = Buffer(.int32, count: 100 * 16)
        for _ in 0..<20 { pool.parallelFor(100, work: Counting(marks: seen.typed(Int32.self))) }
        #expect((0..<100).filter { seen.typed(Int32.self)[16 * $0] == 20 }.count == 100)
    }

    struct Marks: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<Int32>
    }

    @Test func wakesThreadsThatSleep() {
        let pool = ThreadPool(threads: 2)
        let total = Buffer(.int32, count: 64)
        let marks = Marks(pointer: total.typed(Int32.self))
        for _ in 0..<3 {
            pool.parallelFor(4) { marks.pointer[16 * $0] += 1 }
            Thread.sleep(forTimeInterval: 0.01)  // long enough to stop spinning
        }
        #expect((0..<4).allSatisfy { total.typed(Int32.self)[16 * $0] == 3 })
    }

    @Test func poolsCanBeMadeAndReleasedAgain() {
        for _ in 0..<20 {
            let pool = ThreadPool(threads: 3)
            pool.parallelFor(3) { _ in }
        }
    }
}
