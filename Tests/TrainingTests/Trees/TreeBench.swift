import Boosting
import Data
import Kernels
import Spec
import Training

/// A small training of trees, written as YAML: 240 rows of 4 features, the last of which has gaps.
struct TreeBench {
    let plan: ModelPlan
    var settings: TrainingSettings
    var splits: [PreparedSplit]
    var seed: UInt64 = 3

    static let names = ["a", "b", "c", "d"]

    init(_ model: String, loss: String, _ train: TrainSection = TrainSection(epochs: 12)) throws {
        let item = try StackCase.read("model: [\(model)]\nloss: \(loss)\n")
        guard let written = item.loss else { throw TrainingError("no loss") }
        let features = Self.features
        let target: TargetForm =
            ["binary_cross_entropy", "focal"].contains { loss.contains($0) }
            ? .classes(count: 2)
            : loss.contains("cross_entropy") ? .classes(count: 3) : .real(columns: 1)
        let targets = features.map { row -> Double in
            let value = 2 * row[0] - row[1] * row[2] + (row[3].isNaN ? 1 : row[3])
            switch target {
            case .real: return value + 4
            case .classes(2): return value > 0 ? 1 : 0
            case .classes: return value < -0.5 ? 0 : value < 0.8 ? 1 : 2
            }
        }
        try self.init(
            item.model, written, Self.names.map { FeatureColumn($0) }, target,
            [
                Self.split("train", features, targets, 0..<180),
                Self.split("val", features, targets, 180..<240),
            ], train)
    }

    init(
        _ layers: [Located<any Layer>], _ loss: Located<any Loss>, _ columns: [FeatureColumn],
        _ target: TargetForm, _ splits: [PreparedSplit], _ train: TrainSection
    ) throws {
        var found = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers, weightInitializer: nil, loss: loss, input: [columns.count], columns: columns,
            target: target, place: .defaultValue, diagnostics: &found)
        guard let plan else { throw TrainingError(found.all.map(\.message).joined(separator: "; ")) }
        self.plan = plan
        self.splits = splits
        var section = train
        section.batchSize = .all
        settings = TrainingSettings(plan: plan, train: section, metrics: [])
    }

    static let features: [[Double]] = {
        var numbers = LayerNumbers(5)
        return (0..<240).map { row in
            var values = numbers.array(4, -1...1)
            if row.isMultiple(of: 7) { values[3] = .nan }
            return values
        }
    }()

    static func split(
        _ name: String, _ features: [[Double]], _ targets: [Double], _ rows: Range<Int>
    ) -> PreparedSplit {
        func matrix(_ lines: [[Double]]) -> DataMatrix {
            DataMatrix(
                rows: lines.count, columns: lines[0].count,
                buffer: Buffer(lines.flatMap { $0.map { Float($0) } }))
        }
        return PreparedSplit(
            name: name, rowIds: RowNumbers(Array(rows)), features: matrix(rows.map { features[$0] }),
            targets: matrix(rows.map { [targets[$0]] }))
    }

    func session(_ checkpoints: [TrainingCheckpoint] = []) throws -> TreeSession {
        guard let trees = plan.treeModel else { throw TrainingError("no trees") }
        let trial = TrialSettings(
            seed: seed, optimizer: FieldReader.defaults(of: StochasticGradientDescent.self))
        return try TreeSession(
            trees, settings: settings, trials: [trial], splits: splits, checkpoints: checkpoints)
    }

    /// Trains to the end, or until it is interrupted.
    func trained(
        _ checkpoints: [TrainingCheckpoint] = [], interruptAfter: Int? = nil
    ) throws -> (session: TreeSession, observer: RecordingObserver, result: TrialResult) {
        let session = try session(checkpoints)
        let observer = RecordingObserver(interruptAfter: interruptAfter)
        let status = try session.advance(until: .max, orLeft: 0, observer: observer) ?? .completed
        let results = try session.finish(status, observer: observer, handsOver: true)
        return (session, observer, results[0])
    }
}
