import Testing
import Training

@Suite("Schedules")
struct ScheduleTests {
    private func rates(_ schedule: any Schedule, base: Double, steps: Int, perEpoch: Int) -> [Double] {
        let horizon = ScheduleHorizon(stepsPerEpoch: perEpoch, totalSteps: steps)
        return (0..<steps).map { schedule.learningRate(base: base, step: $0, horizon: horizon) }
    }

    /// The lab's rule written as its script does it, with state: after each step, if the number of steps is a
    /// multiple of 10, lr = max(lr0 / 100, 0.99 lr). Facts: reference material, lab 1: after 3,800 steps lr =
    /// 0.02195 lr0, the floor after 459 decays, the sum over 3,800 steps about 978 lr0.
    @Test func labScheduleEqualsItsRecurrence() {
        let schedule = StepSchedule(
            size: StepSpan(10, .steps), gamma: 0.99, floor: RateFloor(minimumFactor: 0.01))
        let found = rates(schedule, base: 1, steps: 5000, perEpoch: 38)
        var rate = 1.0
        for step in 0..<5000 {
            #expect(abs(found[step] - rate) < 1e-12)
            if (step + 1) % 10 == 0 { rate = max(0.01, rate * 0.99) }
        }
        #expect(found[9] == 1)
        #expect(found[10] == 0.99)
        #expect(abs(found[3800] - 0.02195) < 5e-6)
        #expect(abs(found[0..<3800].reduce(0, +) - 978) < 0.5)
        #expect(found[4589] > 0.01)
        #expect(found[4590] == 0.01)
    }

    static let cases: [(name: String, schedule: any Schedule, perEpoch: Int)] = [
        ("step", StepSchedule(size: StepSpan(7, .steps), gamma: 0.6), 1),
        ("exponential", ExponentialSchedule(gamma: 0.9), 10),
        ("cosine", CosineSchedule(floor: RateFloor(minimumRate: 0.03)), 1),
        (
            "step warmup",
            StepSchedule(
                size: StepSpan(5, .steps), gamma: 0.5, warmup: Warmup(span: StepSpan(8, .steps), factor: 0.25)
            ),
            1
        ),
    ]

    @Test(arguments: ScheduleTests.cases.map(\.name))
    func ratesEqualPyTorch(name: String) throws {
        let expected = try #require(try PyTorchNumbers.read().schedules.first { $0.name == name })
        let item = try #require(Self.cases.first { $0.name == name })
        let found = rates(item.schedule, base: 0.3, steps: expected.rates.count, perEpoch: item.perEpoch)
        #expect(largestDifference(found, expected.rates) < 1e-12)
    }

    @Test func smoothExponentialHalvesOverItsStretch() {
        let schedule = ExponentialSchedule(gamma: 0.25, every: StepSpan(2, .epochs), staircase: false)
        // 2 epochs of 5 steps: γ^(5/10) = 0.5 after 5 steps.
        #expect(abs(rates(schedule, base: 8, steps: 11, perEpoch: 5)[5] - 4) < 1e-12)
        #expect(abs(rates(schedule, base: 8, steps: 11, perEpoch: 5)[10] - 2) < 1e-12)
    }

    @Test func cosineStaysAtItsFloorAfterItsLength() {
        let schedule = CosineSchedule(steps: StepSpan(4, .steps), floor: RateFloor(minimumFactor: 0.1))
        let found = rates(schedule, base: 1, steps: 8, perEpoch: 8)
        // Half way: 0.1 + 0.9 · (1 + cos(π/2)) / 2 = 0.55.
        #expect(abs(found[2] - 0.55) < 1e-12)
        #expect(found[4...].allSatisfy { $0 == 0.1 })
    }

    @Test func constantClimbsInItsWarmup() {
        let schedule = ConstantSchedule(warmup: Warmup(span: StepSpan(4, .steps), factor: 0.2))
        // 0.2, then a quarter of 0.8 more each step.
        let expected = [0.2, 0.4, 0.6, 0.8, 1, 1]
        #expect(largestDifference(rates(schedule, base: 1, steps: 6, perEpoch: 2), expected) < 1e-15)
    }

    @Test(arguments: [("10 steps", 10), ("2 epochs", 26), ("1 epoch", 13), ("7", 7), ("0.5 epochs", 7)])
    func lengthsAreReadWithTheirUnit(text: String, steps: Int) {
        #expect(StepSpan(text: text)?.steps(in: ScheduleHorizon(stepsPerEpoch: 13, totalSteps: 100)) == steps)
    }

    @Test(arguments: ["", "ten steps", "10 minutes", "-3 steps", "1 2 3", "nan", "inf steps"])
    func otherTextsAreNotLengths(text: String) {
        #expect(StepSpan(text: text) == nil)
    }
}
