import Testing
import Training

@Suite("Early stopping")
struct EarlyStoppingTests {
    /// The epoch after which a run with these values stops, or nil; and the best epoch.
    private func run(
        _ values: [Double], _ settings: EarlyStopping, _ direction: MetricDirection = .lowerIsBetter
    ) -> (stop: Int?, best: Int?) {
        var state = EarlyStoppingState()
        for (index, value) in values.enumerated() {
            let verdict = state.observe(value, epoch: index + 1, settings: settings, direction: direction)
            if verdict.stops { return (index + 1, state.bestEpoch) }
        }
        return (nil, state.bestEpoch)
    }

    @Test func stopsAfterPatienceEpochsWithoutImprovement() {
        let found = run([5, 4, 3, 3, 3.5, 3], EarlyStopping(patience: 3))
        #expect(found.stop == 6)
        #expect(found.best == 3)
    }

    @Test func improvementsWithinMinDeltaDoNotCount() {
        // 5 → 4.9 → 4.8 are each within 0.5 of the best, 5; 4.4 is not.
        #expect(run([5, 4.9, 4.8, 4.4, 4.3], EarlyStopping(patience: 3, minDelta: 0.5)).stop == nil)
        #expect(run([5, 4.9, 4.8, 4.7], EarlyStopping(patience: 3, minDelta: 0.5)).stop == 4)
    }

    @Test func largerIsBetterWhenTheMetricSaysSo() {
        let found = run([0.1, 0.5, 0.4, 0.3], EarlyStopping(patience: 2), .higherIsBetter)
        #expect(found.stop == 4)
        #expect(found.best == 2)
    }

    @Test func nothingIsJudgedBeforeTheStart() {
        let found = run([1, 2, 3, 4, 5, 6], EarlyStopping(patience: 2, startFromEpoch: 3))
        // Epoch 4 is the first judged and so the best; 5 and 6 do not improve.
        #expect(found.stop == 6)
        #expect(found.best == 4)
    }

    @Test func nanNeverImproves() {
        #expect(run([.nan, .nan, .nan], EarlyStopping(patience: 3)).stop == 3)
        #expect(run([.nan, 2, .nan], EarlyStopping(patience: 3)).best == 2)
    }

    /// The lab's rule: stop when step > 10 and the loss changed by less than 1e-6. Changes below it before
    /// step 11 do not count; at step 11 the loss is compared with step 10's.
    @Test func changeModeIsTheLabsRule() {
        let settings = EarlyStopping(
            monitor: "train_loss", mode: .change, patience: 1, minDelta: 1e-6, startFromEpoch: 10)
        let flat = [Double](repeating: 0.5, count: 20)
        #expect(run(flat, settings).stop == 11)
        // Falls by 1e-3 a step until step 14, then stays: steps 14 and 15 are equal.
        let falling = (1...20).map { 1 - 1e-3 * Double(min($0, 14)) }
        #expect(run(falling, settings).stop == 15)
        // A loss that rises moves as well.
        #expect(run((1...20).map { Double($0) }, settings).stop == nil)
    }

    @Test func withoutPatienceTheBestIsTrackedAndNothingStops() {
        let found = run([3, 2, 4, 5, 6, 7, 8, 9], EarlyStopping())
        #expect(found.stop == nil)
        #expect(found.best == 2)
    }
}
