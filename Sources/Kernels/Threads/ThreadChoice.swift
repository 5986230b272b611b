/// Whether the runs of a program share their work out to threads. The bits are the same either way, so it is tried and
/// not guessed: how much threads gain depends on the work, the processor, and what else the machine does.
///
/// A trial runs a few blocks of runs each way in turn and compares the medians; sharing has to win clearly, as it keeps
/// a second processor busy. Between trials nothing is timed. Trials come again, more rarely the more often they agree;
/// sharing is also given up when waiting for threads that other processes keep from running eats up what it gained.
///
/// Lifetime: one for each program; used by one thread at a time; allocates nothing after it was made.
package struct ThreadChoice: Sendable {
    /// Whether the next run shares its work out.
    package private(set) var shares: Bool

    /// Untimed runs until the next trial.
    private var runsLeft = 2
    private var trial: Trial?
    private var alone: Samples
    private var shared: Samples
    /// Nanoseconds of computing between two trials.
    private var interval = Self.shortestInterval
    /// What sharing gained in the last trial, nanoseconds a run, and what it waited.
    private var gain: UInt64 = 0
    private var usualWait: UInt64 = 0
    /// Since the last trial.
    private var runs: UInt64 = 0
    private var waitedBefore: UInt64 = 0

    /// Sharing must take at most this share of the time.
    private static let worthwhile = (numerator: UInt64(9), denominator: UInt64(10))
    /// Nanoseconds; shorter programs are over before another thread has begun.
    private static let shortest: UInt64 = 8000
    private static let shortestInterval: UInt64 = 250_000_000
    private static let longestInterval: UInt64 = 8_000_000_000
    /// Floating-point operations from which a program begins by sharing: about a millisecond of them.
    private static let manyOperations = 50_000_000

    private struct Trial {
        var block = 0
        var position = 0
        var blocks = 6
        /// Runs of a block that wake the threads and are not counted, and runs that are.
        var warming = 2
        var measured = 8
        var waitedBefore: UInt64 = 0
        var waited: UInt64 = 0
    }

    private struct Samples: Sendable {
        private var values: [UInt64] = []

        init() { values.reserveCapacity(48) }

        var count: Int { values.count }

        mutating func add(_ value: UInt64) {
            if values.count < values.capacity { values.append(value) }
        }

        /// The middle one; empties the samples.
        mutating func takeMedian() -> UInt64 {
            values.sort()
            defer { values.removeAll(keepingCapacity: true) }
            return values.isEmpty ? 0 : values[values.count / 2]
        }
    }

    /// - Parameter operations: floating-point operations of a run
    package init(operations: Int) {
        shares = operations >= Self.manyOperations
        alone = Samples()
        shared = Samples()
    }

    /// Before a run.
    ///
    /// - Parameter waited: nanoseconds the caller has waited for threads, from the pool
    /// - Returns: whether the run is to be timed, and `end` called
    package mutating func begin(waited: UInt64) -> Bool {
        if trial != nil { return true }
        if runsLeft > 0 {
            if runsLeft != Int.max { runsLeft -= 1 }
            if shares { judgeWaiting(waited) }
            return false
        }
        trial = Trial()
        shares = false
        return true
    }

    /// After a timed run.
    package mutating func end(nanoseconds: UInt64, waited: UInt64) {
        guard var trial else { return }
        if trial.block == 0, trial.position == 0 { Self.suit(&trial, nanoseconds) }
        if trial.position >= trial.warming {
            if shares {
                shared.add(nanoseconds)
                trial.waited += waited &- trial.waitedBefore
            } else {
                alone.add(nanoseconds)
            }
        }
        trial.waitedBefore = waited
        trial.position += 1
        if trial.position == trial.warming + trial.measured {
            trial.position = 0
            trial.block += 1
            shares.toggle()
        }
        self.trial = trial
        if trial.block == trial.blocks { decide(trial, waited) }
    }

    /// Long runs are measured a few times only.
    private static func suit(_ trial: inout Trial, _ nanoseconds: UInt64) {
        trial.measured = Int(max(1, min(8, 2_000_000 / max(nanoseconds, 1))))
        if nanoseconds > 200_000 { trial.warming = 1 }
        if nanoseconds > 20_000_000 {
            trial.warming = 0
            trial.blocks = 2
        }
    }

    private mutating func decide(_ trial: Trial, _ waited: UInt64) {
        let sharedRuns = UInt64(max(shared.count, 1))
        let (aloneTime, sharedTime) = (alone.takeMedian(), shared.takeMedian())
        let wins =
            aloneTime >= Self.shortest
            && sharedTime &* Self.worthwhile.denominator < aloneTime &* Self.worthwhile.numerator
        let agrees = wins == (gain > 0)
        settle(wins ? aloneTime - sharedTime : 0, agrees: agrees, waited)
        usualWait = trial.waited / sharedRuns
        let runs = interval / max(wins ? sharedTime : aloneTime, 1)
        let trialRuns = UInt64(trial.blocks * (trial.warming + trial.measured))
        runsLeft = aloneTime < Self.shortest ? Int.max : Int(clamping: max(runs, 50 * trialRuns))
    }

    private mutating func settle(_ gain: UInt64, agrees: Bool, _ waited: UInt64) {
        trial = nil
        self.gain = gain
        shares = gain > 0
        interval = agrees ? min(2 * interval, Self.longestInterval) : Self.shortestInterval
        runs = 0
        waitedBefore = waited
    }

    /// Gives up sharing when threads kept the caller waiting for longer than they saved.
    private mutating func judgeWaiting(_ waited: UInt64) {
        guard gain > 0 else { return }
        runs += 1
        let lost = waited &- waitedBefore
        guard lost > 1_000_000, lost > runs &* (gain &+ usualWait) else { return }
        let until = runsLeft
        settle(0, agrees: true, waited)
        runsLeft = until
    }
}
