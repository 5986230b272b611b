import Kernels
import Testing

@Suite("Whether a program shares its work out") struct ThreadChoiceTests {
    /// A program whose runs take these times, in nanoseconds.
    private struct Machine {
        var choice = ThreadChoice(operations: 1000)
        var alone: UInt64
        var shared: UInt64
        /// What the caller waits for threads in every shared run.
        var wait: UInt64 = 0
        var waited: UInt64 = 0
        var time: UInt64 = 0
        var sharedRuns = 0

        mutating func run(_ count: Int) {
            for _ in 0..<count {
                let isTimed = choice.begin(waited: waited)
                let cost = choice.shares ? shared + wait : alone
                if choice.shares {
                    waited += wait
                    sharedRuns += 1
                }
                time += cost
                if isTimed { choice.end(nanoseconds: cost, waited: waited) }
            }
        }
    }

    @Test("a program that two threads make faster is shared", arguments: [40_000, 3_000_000, 50_000_000])
    func faster(alone: UInt64) {
        var machine = Machine(alone: alone, shared: alone * 6 / 10)
        machine.run(100)
        #expect(machine.choice.shares)
        // All but trials run in six tenths of the time.
        machine.time = 0
        machine.run(20_000)
        #expect(Double(machine.time) < 0.62 * 20_000 * Double(alone))
    }

    @Test(
        "a program that threads do not help is left to one, and trials cost less than three in a hundred",
        arguments: [40_000, 3_000_000, 50_000_000], [95, 100, 190, 300])
    func slower(alone: UInt64, percent: UInt64) {
        var machine = Machine(alone: alone, shared: alone * percent / 100)
        machine.run(100_000)
        #expect(!machine.choice.shares)
        #expect(Double(machine.time) < 1.03 * 100_000 * Double(alone))
    }

    @Test("a program of some microseconds is tried once and never again") func short() {
        var machine = Machine(alone: 5000, shared: 3000)
        machine.run(1000)
        let tried = machine.sharedRuns
        machine.run(1_000_000)
        #expect(machine.sharedRuns == tried)
    }

    @Test("when the machine gets busy, sharing is given up; when it is idle again, taken up") func busy() {
        var machine = Machine(alone: 40_000, shared: 25_000)
        machine.run(1000)
        #expect(machine.choice.shares)
        machine.wait = 200_000
        machine.run(200)
        #expect(!machine.choice.shares)
        machine.wait = 0
        machine.run(1_000_000)
        #expect(machine.choice.shares)
    }

    @Test("a large program begins by sharing") func large() {
        #expect(ThreadChoice(operations: 1 << 30).shares)
        #expect(!ThreadChoice(operations: 1 << 10).shares)
    }
}
