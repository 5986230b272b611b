import Runs
import Synchronization

/// Throws at the n-th write and at every later one, as a killed process would never write again.
final class CrashingGate: WriteGate {
    struct Crash: Error {}
    private let passed = Atomic(0)
    private let limit: Int

    init(after limit: Int) { self.limit = limit }

    var count: Int { passed.load(ordering: .relaxed) }

    func pass(_ moment: WriteMoment, path: String) throws {
        if passed.add(1, ordering: .relaxed).newValue > limit { throw Crash() }
    }
}
