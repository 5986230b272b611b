import Boosting
import Data
import Kernels
import Testing
import Training

@Suite("Training of trees", .enabled(if: XGBoostLibrary.isAvailable))
struct TreeSessionTests {
    /// Objectives of the library, losses it does not know, forests; each with draws.
    static let cases: [(model: String, loss: String)] = [
        ("boosted_trees", "mse"), ("boosted_trees", "mae"), ("boosted_trees", "{quantile: 0.8}"),
        ("boosted_trees", "poisson"), ("boosted_trees", "huber"), ("boosted_trees", "log_cosh"),
        ("boosted_trees", "binary_cross_entropy"), ("boosted_trees", "focal"),
        ("boosted_trees", "cross_entropy"), ("boosted_trees", "{cross_entropy: {label_smoothing: 0.1}}"),
        ("{boosted_trees: {subsample: 0.6}}", "mse"), ("{boosted_trees: {subsample: 0.6}}", "huber"),
        ("{boosted_trees: {column_sample: 0.5}}", "mse"),
        ("{boosted_trees: {growth: leaf, max_leaves: 6}}", "mse"),
        ("random_forest", "mse"), ("random_forest", "binary_cross_entropy"),
        ("random_forest", "cross_entropy"),
        ("{random_forest: {bootstrap: false, row_sample: 0.5}}", "mse"),
    ]

    @Test(
        "the loss of the rows that are judged falls, and the figures of the end are those of the last round",
        arguments: cases.indices)
    func learns(index: Int) throws {
        let (session, observer, result) = try TreeBench(
            Self.cases[index].model, loss: Self.cases[index].loss
        ).trained()
        let losses = observer.reports.compactMap { $0["val_loss"] }
        #expect(losses.count == 12)
        #expect(try #require(losses.last) < losses[0])
        #expect(result.status == .completed && result.epochs == 12 && result.steps == 12)
        let val = try #require(result.splits.first { $0.split == "val" })
        #expect(val.values.first?.value == losses.last)
        #expect(observer.losses[0]?.count == 12)
        #expect(
            try session.predictions(split: "val")[0].predictions.count == 60
                * session.settings.plan.task.predictionColumns)
    }

    @Test("one thread and two give the same bits", arguments: cases.indices)
    func threads(index: Int) throws {
        var bench = try TreeBench(Self.cases[index].model, loss: Self.cases[index].loss)
        let one = try bench.trained()
        bench.settings.threads = 2
        let two = try bench.trained()
        #expect(try one.session.finalWeights(trial: 0) == two.session.finalWeights(trial: 0))
        #expect(one.observer.reports == two.observer.reports)
    }

    @Test("a training that was interrupted goes on to the bits of one that was not", arguments: cases.indices)
    func interruption(index: Int) throws {
        let bench = try TreeBench(Self.cases[index].model, loss: Self.cases[index].loss)
        let whole = try bench.trained()
        let first = try bench.trained(interruptAfter: 5)
        #expect(first.result.status == .interrupted)
        let checkpoint = try #require(first.observer.checkpoints.last)
        let read = try TrainingCheckpoint(bytes: checkpoint.encoded())
        let second = try bench.trained([read])
        #expect(first.observer.reports + second.observer.reports == whole.observer.reports)
        #expect(try second.session.finalWeights(trial: 0) == whole.session.finalWeights(trial: 0))
        #expect(second.result.splits == whole.result.splits)
    }

    @Test("the weights of a file predict what the session predicted", arguments: cases.indices)
    func prediction(index: Int) throws {
        let bench = try TreeBench(Self.cases[index].model, loss: Self.cases[index].loss)
        let (session, _, result) = try bench.trained()
        let weights = SafetensorsFile(tensors: try session.finalWeights(trial: 0))
        let content = try #require(TreeFile.content(of: weights.tensors))
        #expect(content.first == UInt8(ascii: "{"))
        let predictor = try Predictor(
            plan: bench.plan, elementType: .float32, threads: 1, weights: TreeFile.weights(content),
            largestPart: 60)
        let (loss, rows) = try predictor.scored(bench.splits[1])
        #expect(rows.predictions == (try session.predictions(split: "val")[0].predictions))
        #expect(loss == result.splits.first { $0.split == "val" }?.values.first?.value)
    }

    @Test("early stopping keeps the rounds up to the best one")
    func earlyStopping() throws {
        var train = TrainSection(epochs: 400)
        train.earlyStopping.patience = 5
        let bench = try TreeBench("{boosted_trees: {lr: 0.5, max_depth: 8}}", loss: "mse", train)
        let (session, observer, result) = try bench.trained()
        let best = try #require(result.bestEpoch)
        #expect(result.epochs == best + 5)
        guard case .stopped = result.status else {
            Issue.record("\(result.status)")
            return
        }
        let kept = try #require(observer.reports.first { $0.epoch == best }?["val_loss"])
        let val = try #require(result.splits.first { $0.split == "val" }?.values.first?.value)
        #expect(abs(kept - val) < 1e-6 * kept)
        let booster = try Booster(XGBoostLibrary.shared())
        try booster.load(try #require(TreeFile.content(of: try session.finalWeights(trial: 0))))
        #expect(try booster.rounds() == best)
    }

    @Test("what columns gain is told by their names, and the most important one is first")
    func gains() throws {
        let session = try TreeBench("boosted_trees", loss: "mse").trained().session
        let gains = try TreeFile.gains(
            of: SafetensorsFile(tensors: try session.finalWeights(trial: 0)), names: TreeBench.names)
        #expect(gains.first?.name == "a")
        #expect(Set(gains.map(\.name)) == Set(TreeBench.names))
    }

    @Test("a score may be bound to rise along a column")
    func monotone() throws {
        let bench = try TreeBench("{boosted_trees: {monotone: {a: decreasing}}}", loss: "mse")
        let session = try bench.trained().session
        let weights = SafetensorsFile(tensors: try session.finalWeights(trial: 0))
        let predictor = try Predictor(
            plan: bench.plan, elementType: .float32, threads: 1, weights: weights, largestPart: 21)
        let lines: [[Double]] = (0...20).map { [Double($0) / 10 - 1, 0.2, 0.3, 0.1] }
        let rows = TinyExperiment.regression(train: TrainSection(epochs: 1)).split("x", lines, lines)
        let predictions = try predictor.predictions(rows.features)
        #expect(zip(predictions, predictions.dropFirst()).allSatisfy { $0 >= $1 })
        let wrong = try TreeBench("{boosted_trees: {monotone: {height: 1}}}", loss: "mse")
        #expect(throws: TrainingError.self) { _ = try wrong.session() }
    }

    @Test("row weights count as rows do")
    func weights() throws {
        let plain = try TreeBench("{boosted_trees: {min_child_weight: 0}}", loss: "mse").trained()
        var bench = try TreeBench("{boosted_trees: {min_child_weight: 0}}", loss: "mse")
        bench = bench.weighing(by: 1)
        let ones = try bench.trained()
        #expect(try ones.session.finalWeights(trial: 0) == plain.session.finalWeights(trial: 0))
        let other = try bench.weighing(by: 3).trained()
        #expect(other.observer.reports.last?["val_loss"] != plain.observer.reports.last?["val_loss"])
    }

    @Test("trees stand alone, and not in an ensemble")
    func refusals() {
        for model in [
            "{linear: 1}, boosted_trees", "{sequential: [boosted_trees]}", "boosted_trees, boosted_trees",
        ] {
            #expect(throws: TrainingError.self) { _ = try TreeBench(model, loss: "mse") }
        }
        #expect(throws: TrainingError.self) { _ = try TreeBench("random_forest", loss: "gaussian") }
    }

    @Test("a checkpoint of something else is refused")
    func foreignCheckpoint() throws {
        let bench = try TreeBench("boosted_trees", loss: "mse")
        var checkpoint = try #require(try bench.trained(interruptAfter: 3).observer.checkpoints.last)
        checkpoint.file.tensors = []
        #expect(throws: CheckpointError.self) { _ = try bench.session([checkpoint]) }
        #expect(throws: (any Error).self) {
            _ = try Predictor(
                plan: bench.plan, elementType: .float32, threads: 1,
                weights: TreeFile.weights(Array("{}".utf8)),
                largestPart: 1)
        }
    }
}

extension TreeBench {
    /// The same rows, each third of which counts as much as given.
    func weighing(by factor: Float) -> TreeBench {
        var copy = self
        let weights = (0..<180).map { Float($0 % 3 == 0 ? factor : 1) }
        copy.splits[0].weights = DataMatrix(rows: 180, columns: 1, buffer: Buffer(weights))
        return copy
    }
}
