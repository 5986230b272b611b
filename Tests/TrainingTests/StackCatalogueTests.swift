import Kernels
import Spec
import Testing
import Training

/// A trial of a stack equals the same trial alone, bit for bit, whatever the catalogue's member, with dropout and
/// shuffling on.
@Suite("Stacks over the catalogue")
struct StackCatalogueTests {
    private struct Trace: Equatable {
        var losses: [Double]
        var reports: [EpochReport]
        var final: [StoredTensor]
    }

    private func trace(_ experiment: TinyExperiment, _ trials: [TrialSettings]) throws -> [Trace] {
        let session = try experiment.session(trials)
        let observer = RecordingObserver()
        _ = try session.run(observer: observer)
        return trials.indices.map { index in
            var reports = observer.reports.filter { $0.trial == index }
            for place in reports.indices { reports[place].trial = 0 }
            return Trace(
                losses: observer.losses[index] ?? [], reports: reports,
                final: session.finalWeights(trial: index))
        }
    }

    private func expectStackEqualsTrials(
        _ experiment: TinyExperiment, _ trials: [TrialSettings], _ name: String
    ) throws {
        let stack = try trace(experiment, trials)
        for (index, trial) in trials.enumerated() {
            // Alone, the trial's own model and penalties are those of the settings: constants of the programs.
            var alone = experiment
            if let model = trial.model { alone.layers = model.layers.map(\.value) }
            if let penalties = trial.penalties { alone.penalties = penalties }
            var single = trial
            (single.model, single.penalties) = (nil, nil)
            let expected = try trace(alone, [single])[0]
            #expect(!expected.losses.isEmpty)
            #expect(stack[index].losses == expected.losses, "\(name): losses of trial \(index)")
            #expect(stack[index].reports == expected.reports, "\(name): reports of trial \(index)")
            #expect(stack[index].final == expected.final, "\(name): weights of trial \(index)")
        }
    }

    private static let train = TrainSection(epochs: 2, batchSize: .rows(5))

    private func trials(_ rates: [Double], seeds: [UInt64], schedule: any Schedule = ConstantSchedule())
        -> [TrialSettings]
    {
        zip(rates, seeds).map { rate, seed in
            TrialSettings(
                seed: seed, optimizer: StochasticGradientDescent(learningRate: rate, momentum: 0.5),
                schedule: schedule)
        }
    }

    @Test(arguments: StackCatalogue.layerNames, [true, false])
    func layers(name: String, sharesSeed: Bool) throws {
        let written = try StackCatalogue.layers(name)
        let item = try StackCase.read(
            "model: [\(written), {dropout: 0.25}, {linear: 1}]\nloss: mse\n")
        let experiment = try item.experiment(.real, steps: Self.train, areCodes: true)
        let seeds: [UInt64] = sharesSeed ? [4, 4, 4] : [4, 5, 6]
        try expectStackEqualsTrials(experiment, trials([0.001, 0.01, 0.02], seeds: seeds), name)
    }

    @Test(arguments: lossFamily.members.map { $0.name })
    func losses(name: String) throws {
        let row = try StackCatalogue.loss(name)
        let item = try StackCase.read(
            "model: [{linear: 6}, tanh, {dropout: 0.25}, \(row.end)]\nloss: \(row.loss)\n")
        let experiment = try item.experiment(row.targets, steps: Self.train)
        try expectStackEqualsTrials(experiment, trials([0.001, 0.01], seeds: [4, 5]), name)
    }

    @Test(arguments: optimizerFamily.members.map { $0.name })
    func optimizers(name: String) throws {
        // Optimizers of second order take neither dropout nor large models.
        let isSmall = ["gauss_newton", "newton"].contains(name)
        let middle = isSmall ? "tanh" : "tanh, {dropout: 0.25}"
        let items = try StackCatalogue.optimizers(name).map {
            try StackCase.read("model: [{linear: 2}, \(middle), {linear: 1}]\nloss: mse\noptimizer: \($0)\n")
        }
        let experiment = try items[0].experiment(.real, steps: Self.train)
        let trials = items.enumerated().map { index, item in
            TrialSettings(seed: UInt64(index), optimizer: item.optimizer.value)
        }
        try expectStackEqualsTrials(experiment, trials + [trials[0]], name)
    }

    @Test func schedulesOfAllKindsInOneStack() throws {
        let names = scheduleFamily.members.map { $0.name }
        let items = try names.map {
            try StackCase.read(
                "model: [{linear: 3}, tanh, {linear: 1}]\nloss: mse\nschedule: \(StackCatalogue.schedule($0))\n"
            )
        }
        var section = Self.train
        section.epochs = 3
        let experiment = try items[0].experiment(.real, steps: section)
        let trials = items.map {
            TrialSettings(
                seed: 3, optimizer: StochasticGradientDescent(learningRate: 0.02),
                schedule: $0.schedule.value)
        }
        try expectStackEqualsTrials(experiment, trials, names.joined(separator: " "))
    }

    /// Dropout rate, weights of penalties and starting values are each trial's own.
    @Test func numbersOfLayersAndPenaltiesDiffer() throws {
        let rows = [(0.1, 0.01, 0.5), (0.45, 0.3, 1.0), (0.3, 0.0, 2.0)]
        let items = try rows.map { dropout, penalty, scale in
            try StackCase.read(
                """
                model: [{dropout: 0.2}, {linear: 5}, relu, {sequential: [{dropout: \(dropout)}]}, {linear: 1}]
                loss: mse
                initializer: {normal: {std: \(scale)}}
                penalties: [{l2: \(penalty)}, {l1: {factor: 0.01, parameters: ["*.bias"]}}]
                """)
        }
        var experiment = try items[0].experiment(.real, steps: Self.train)
        experiment.penalties = items[0].penalties.map(\.value)
        experiment.initializer = items[0].initializer?.value
        let trials = try items.map { item in
            var own = try item.experiment(.real, steps: Self.train)
            own.initializer = item.initializer?.value
            return TrialSettings(
                seed: 8, optimizer: Adam(learningRate: 0.01), model: try own.plan(),
                penalties: item.penalties.map(\.value))
        }
        let stack = try trace(experiment, trials)
        for (index, item) in items.enumerated() {
            var alone = try item.experiment(.real, steps: Self.train)
            alone.initializer = item.initializer?.value
            alone.penalties = item.penalties.map(\.value)
            let expected = try trace(
                alone, [TrialSettings(seed: 8, optimizer: Adam(learningRate: 0.01))])[0]
            #expect(stack[index] == expected, "trial \(index)")
        }
        #expect(Set(stack.map(\.losses)).count == 3)
    }
}
