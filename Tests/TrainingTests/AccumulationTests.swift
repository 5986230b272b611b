import Testing
import Training

/// Batches gathered for one update count as the one large batch would that holds their rows.
@Suite("Gathered batches")
struct AccumulationTests {
    /// What the rows count, from the table, the loss, or the classes' sizes, alone and together.
    static let cases = ["none", "weights", "class weights", "balanced", "weights and class weights", "all"]

    private func experiment(_ name: String, batch: Int, accumulate: Int) -> TinyExperiment {
        var train = TrainSection(epochs: 2, batchSize: .rows(batch), shuffle: false)
        train.accumulate = accumulate
        train.balancesClasses = ["balanced", "all"].contains(name)
        var experiment = TinyExperiment.regression(train: train, layers: [LinearLayer(units: 3)])
        // 30 rows: one update of 24, and a last one of 6, the last batch of which is shorter.
        experiment.target = .classes(count: 3)
        experiment.targets = (0..<30).map { [Double([0, 1, 0, 2, 0, 1][$0 % 6])] }
        experiment.validation = nil
        experiment.metrics = []
        experiment.elementType = .float64
        let weighsClasses = ["class weights", "weights and class weights", "all"].contains(name)
        experiment.loss = CrossEntropyLoss(classWeights: weighsClasses ? [0.5, 2, 3] : [])
        if ["weights", "weights and class weights", "all"].contains(name) {
            experiment.weights = (0..<30).map { Double($0 * 7 % 11) / 4 }
        }
        return experiment
    }

    @Test("gathering equals one large batch, whatever rows count", arguments: cases)
    func gatheringEqualsOneBatch(name: String) throws {
        func trained(_ batch: Int, _ accumulate: Int) throws -> ([Double], [Double]) {
            let session = try experiment(name, batch: batch, accumulate: accumulate).session([
                TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 0.3))
            ])
            let observer = RecordingObserver()
            _ = try session.run(observer: observer)
            return (
                session.finalWeights(trial: 0).flatMap { $0.doubles ?? [] },
                observer.reports.map { $0.values[0].value }
            )
        }
        let whole = try trained(24, 1)
        let gathered = try trained(8, 3)
        #expect(largestDifference(gathered.0, whole.0) < 1e-13, "\(name)")
        #expect(whole.0.contains { abs($0) > 1e-3 })
        // Rows of unequal weight make the step another one: the comparison would notice a rule that ignores them.
        if name == "none" { return }
        let plain = try experiment("none", batch: 24, accumulate: 1).session([
            TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 0.3))
        ])
        _ = try plain.run(observer: RecordingObserver())
        #expect(largestDifference(plain.finalWeights(trial: 0).flatMap { $0.doubles ?? [] }, whole.0) > 1e-4)
    }

    @Test("an interruption between gathered batches changes nothing")
    func interruptionsChangeNothing() throws {
        let trial = TrialSettings(seed: 3, optimizer: StochasticGradientDescent(learningRate: 0.3))
        let experiment = experiment("all", batch: 8, accumulate: 3)
        let whole = try experiment.session([trial])
        _ = try whole.run(observer: RecordingObserver())
        for step in 1...7 {
            let first = try experiment.session([trial])
            let observer = RecordingObserver(interruptAfter: step)
            _ = try first.run(observer: observer)
            let checkpoint = try #require(observer.checkpoints.last)
            let second = try experiment.session([trial], checkpoints: [checkpoint])
            _ = try second.run(observer: RecordingObserver())
            #expect(
                second.finalWeights(trial: 0) == whole.finalWeights(trial: 0),
                "after step \(step)")
        }
    }
}
