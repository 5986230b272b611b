import Spec
import Testing
import Training

@Suite("Schedules of the catalogue")
struct ScheduleCatalogueTests {
    static let cases: [(name: String, schedule: any Schedule)] = [
        (
            "multi_step",
            MultiStepSchedule(
                milestones: [StepSpan(7, .steps), StepSpan(20, .steps), StepSpan(41, .steps)], gamma: 0.4)
        ),
        ("polynomial", PolynomialSchedule(power: 1.7)),
        ("polynomial short", PolynomialSchedule(power: 0.5, steps: StepSpan(3, .epochs))),
        ("linear", LinearSchedule(startFactor: 0.25, endFactor: 0.75, steps: StepSpan(40, .steps))),
        (
            "cosine_restarts",
            CosineRestartsSchedule(period: StepSpan(12, .steps), floor: RateFloor(minimumRate: 0.03))
        ),
        ("cosine_restarts longer", CosineRestartsSchedule(period: StepSpan(7, .steps), multiplier: 2)),
        ("one_cycle", OneCycleSchedule()),
        (
            "one_cycle linear",
            OneCycleSchedule(climb: 0.4, shape: .linear, startDivisor: 10, endDivisor: 100)
        ),
        ("cyclic", CyclicSchedule(climb: StepSpan(7, .steps), fall: StepSpan(5, .steps))),
        (
            "cyclic triangular2",
            CyclicSchedule(lowFactor: 0.2, climb: StepSpan(6, .steps), mode: .triangular2)
        ),
        (
            "cyclic exp_range",
            CyclicSchedule(climb: StepSpan(6, .steps), mode: .expRange, gamma: 0.97)
        ),
        (
            "sequence",
            SequenceSchedule(
                [
                    LinearSchedule(startFactor: 0.1, endFactor: 1, steps: StepSpan(10, .steps)),
                    ConstantSchedule(),
                    ExponentialSchedule(gamma: 0.9, every: StepSpan(1, .steps)),
                ], milestones: [StepSpan(1, .epochs), StepSpan(25, .steps)])
        ),
        ("inverse_time", InverseTimeSchedule(decay: 0.5, every: StepSpan(8, .steps))),
        (
            "inverse_time staircase",
            InverseTimeSchedule(decay: 0.5, every: StepSpan(8, .steps), staircase: true)
        ),
        (
            "inverse_sqrt", InverseRootSchedule(warmup: Warmup(span: StepSpan(10, .steps), factor: 0))
        ),
        (
            "warmup_stable_decay",
            WarmupStableDecaySchedule(decay: StepSpan(12, .steps), floor: RateFloor(minimumFactor: 0.1))
        ),
        ("coslog", CoslogSchedule()),
        (
            "coslog floor",
            CoslogSchedule(cycles: 2, steps: StepSpan(4, .epochs), floor: RateFloor(minimumRate: 0.03))
        ),
        ("flat_cosine", FlatCosineSchedule()),
    ]

    /// 60 steps, 10 in an epoch, base rate 0.3.
    @Test(arguments: ScheduleCatalogueTests.cases.map(\.name))
    func ratesEqualTheReference(name: String) throws {
        let expected = try #require(try PyTorchNumbers.catalogue().schedules.first { $0.name == name }?.rates)
        let schedule = try #require(Self.cases.first { $0.name == name }?.schedule)
        let horizon = ScheduleHorizon(stepsPerEpoch: 10, totalSteps: 60)
        let found = expected.indices.map { schedule.learningRate(base: 0.3, step: $0, horizon: horizon) }
        #expect(largestDifference(found, expected) < 1e-12)
    }

    @Test func everyScheduleIsCompared() {
        let compared = (Self.cases + ScheduleTests.cases.map { ($0.name, $0.schedule) }).map {
            type(of: $0.schedule).name
        }
        // Constant is a part of the sequence, plateau is compared below.
        #expect(Set(compared + ["constant", "plateau"]) == Set(scheduleFamily.members.map { $0.name }))
    }

    /// Forty epochs of losses, NaN among them; the rate of each epoch.
    @Test func plateauEqualsPyTorch() throws {
        let numbers = try #require(try PyTorchNumbers.catalogue().plateau)
        let rule = PlateauSchedule(
            factor: 0.5, patience: 2, threshold: 0.01, cooldown: 2, floor: RateFloor(minimumRate: 0.02))
        var state = PlateauState()
        var rates: [Double] = []
        for (index, value) in numbers.values.enumerated() {
            rates.append(rule.lowered(0.3, base: 0.3, state: state))
            state.observe(value ?? .nan, epoch: index + 1, rule: rule, direction: .lowerIsBetter)
        }
        rates.append(rule.lowered(0.3, base: 0.3, state: state))
        #expect(largestDifference(rates, numbers.rates) < 1e-12)
        #expect(state.reductions > 3)
    }

    /// Every schedule respects its bounds over a whole run, whatever its fields: between 0 and its base, and not below
    /// the floor once warmed up.
    @Test(arguments: ScheduleCatalogueTests.cases.map(\.name))
    func ratesStayBetweenZeroAndTheBase(name: String) throws {
        let schedule = try #require(Self.cases.first { $0.name == name }?.schedule)
        for (perEpoch, total) in [(1, 1), (7, 3), (10, 60), (1, 1000)] {
            let horizon = ScheduleHorizon(stepsPerEpoch: perEpoch, totalSteps: total)
            for step in 0..<(total + 5) {
                let rate = schedule.learningRate(base: 0.3, step: step, horizon: horizon)
                #expect(rate >= 0 && rate <= 0.3 + 1e-12, "\(perEpoch) \(total) \(step)")
            }
        }
    }

    @Test func aFloorHoldsForEverySchedule() {
        let floor = RateFloor(minimumFactor: 0.5)
        let schedules: [any Schedule] = [
            MultiStepSchedule(milestones: [StepSpan(2, .steps)], floor: floor),
            InverseTimeSchedule(every: StepSpan(1, .steps), floor: floor), PolynomialSchedule(floor: floor),
            LinearSchedule(floor: floor), CosineRestartsSchedule(period: StepSpan(9, .steps), floor: floor),
            OneCycleSchedule(floor: floor), InverseRootSchedule(timescale: StepSpan(1, .steps), floor: floor),
            WarmupStableDecaySchedule(floor: floor), CyclicSchedule(climb: StepSpan(3, .steps), floor: floor),
        ]
        let horizon = ScheduleHorizon(stepsPerEpoch: 5, totalSteps: 30)
        for schedule in schedules {
            let rates = (0..<30).map { schedule.learningRate(base: 2, step: $0, horizon: horizon) }
            #expect(rates.min() ?? 0 >= 1, "\(type(of: schedule).name)")
        }
    }
}
