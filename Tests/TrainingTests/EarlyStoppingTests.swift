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

    /// Validated every fifth epoch, best in epoch 5: ten epochs later is epoch 15. Twelve are over at epoch 20, the
    /// first validation after epoch 17.
    @Test("patience counts epochs, those without a value included")
    func patienceCountsEpochs() {
        func stop(_ patience: Int, _ epochs: [Int]) -> Int? {
            var state = EarlyStoppingState()
            let settings = EarlyStopping(patience: patience)
            return epochs.first { epoch in
                state.observe(epoch == 5 ? 1 : 2, epoch: epoch, settings: settings, direction: .lowerIsBetter)
                    .stops
            }
        }
        #expect(stop(10, [5, 10, 15, 20]) == 15)
        #expect(stop(12, [5, 10, 15, 20]) == 20)
        #expect(stop(3, [5, 10]) == 10)
        // The last epoch of a budget is validated out of turn.
        #expect(stop(7, [5, 10, 12]) == 12)
        #expect(stop(8, [5, 10, 12]) == nil)
        #expect(stop(3, [1, 2, 3, 4, 5, 6, 7, 8, 9]) == 4)
    }

    /// The rate falls where more than three epochs have passed since the best value; the rest of four epochs begins
    /// there.
    @Test("a plateau counts epochs in the same unit")
    func plateausCountEpochs() {
        func reductions(_ epochs: [Int], cooldown: Int = 0) -> [Int] {
            var state = PlateauState()
            let rule = PlateauSchedule(patience: 3, cooldown: cooldown)
            return epochs.map { epoch in
                state.observe(1, epoch: epoch, rule: rule, direction: .lowerIsBetter)
                return state.reductions
            }
        }
        #expect(reductions([1, 2, 3, 4, 5, 6]) == [0, 0, 0, 0, 1, 1])
        #expect(reductions([2, 4, 6, 8, 10]) == [0, 0, 1, 1, 2])
        #expect(reductions([5, 10, 15]) == [0, 1, 2])
        // Rest until epoch 9, then more than three epochs: 14 instead of 10.
        #expect(reductions([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], cooldown: 4).last == 2)
        #expect(reductions([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], cooldown: 4).last == 1)
        #expect(reductions([1, 5, 13], cooldown: 4) == [0, 1, 2])
        #expect(reductions([1, 5, 12], cooldown: 4) == [0, 1, 1])
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
