import Foundation
import Training

/// Counts the heap allocations of 1,000 steps, from the end of one step to the end of the next.
///
/// Steps that end an epoch are left out: an epoch's report is a value with names in it, made once per epoch.
final class AllocationObserver: TrainingObserver {
    private let counter: AllocationCounter
    private var previous: Int?
    private var endsEpoch = false
    private var counted = 0
    private(set) var allocations = 0

    static let warmUp = 100
    static let steps = 1000

    init(_ counter: AllocationCounter) {
        self.counter = counter
    }

    func stepsFinished(_ steps: StepLosses) {}

    func epochFinished(_ report: EpochReport) { endsEpoch = true }

    func stepFinished(_ step: Int) -> TrainingRequest {
        let now = counter.count
        if let previous, !endsEpoch, step > Self.warmUp {
            allocations += now - previous
            counted += 1
        }
        endsEpoch = false
        previous = now
        return counted < Self.steps ? .proceed : .interrupt
    }

    func checkpointReady(_ checkpoint: TrainingCheckpoint) {}
}

/// The counter of the preloaded library `count-allocations`.
struct AllocationCounter {
    private typealias Function = @convention(c) () -> Int
    private let function: Function

    init() throws {
        guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "assay_allocation_count") else {
            throw BenchmarkError("count-allocations.so is not loaded (LD_PRELOAD)")
        }
        function = unsafeBitCast(symbol, to: Function.self)
    }

    var count: Int { function() }
}
