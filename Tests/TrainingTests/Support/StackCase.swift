import Data
import Kernels
import Spec
import Training

/// A small training of the catalogue's members, written as YAML.
struct StackCase: SpecSection {
    var model: [Located<any Layer>]
    var loss: Located<any Loss>?
    var optimizer: Located<any Optimizer>
    var schedule: Located<any Schedule>
    var initializer: Located<any Initializer>?
    var penalties: [Located<any Penalty>]

    init(reading fields: inout FieldReader) {
        model = fields.requiredComponents("model", in: layerFamily, "layers")
        loss = fields.requiredComponent("loss", in: lossFamily, "loss")
        optimizer = fields.component(
            "optimizer", in: optimizerFamily,
            default: FieldReader.defaults(of: StochasticGradientDescent.self), "optimizer")
        schedule = fields.component(
            "schedule", in: scheduleFamily, default: ConstantSchedule(), "schedule")
        initializer = fields.optionalComponent("initializer", in: initializerFamily, "starting values")
        penalties = fields.components("penalties", in: penaltyFamily, "penalties")
    }

    static func read(_ text: String) throws -> StackCase {
        let loaded = SpecReader.load(.text(text, name: "case.yaml"), as: StackCase.self)
        guard let value = loaded.value, !loaded.diagnostics.hasErrors else {
            throw TrainingError("\(text): \(loaded.text())")
        }
        return value
    }

    /// What the targets of a loss are.
    enum Targets: String, CaseIterable { case flag, classes, real, count, share }

    /// The case as an experiment on 22 rows of 16 features, five batches of at most 5 an epoch.
    ///
    /// - Parameter areCodes: whether the features are 0 and 1
    func experiment(
        _ targets: Targets, steps train: TrainSection, areCodes: Bool = false
    ) throws -> TinyExperiment {
        guard let loss else { throw TrainingError("the case has no loss") }
        var numbers = LayerNumbers(7)
        let features = (0..<22).map { _ in
            numbers.array(16, -1...1).map { areCodes ? ($0 > 0 ? 1 : 0) : $0 }
        }
        let values: [[Double]] = features.indices.map { row in
            let sum = features[row].reduce(0, +)
            switch targets {
            case .real: return [1.5 + 0.3 * sum]
            case .count: return [Double(row % 4)]
            case .share: return [0.5 + 0.4 * features[row][0]]
            case .flag: return [Double(row % 2)]
            case .classes: return [Double(row % 3)]
            }
        }
        let form: TargetForm
        switch targets {
        case .flag: form = .classes(count: 2)
        case .classes: form = .classes(count: 3)
        case .real, .count, .share: form = .real(columns: 1)
        }
        var experiment = TinyExperiment(
            layers: model.map(\.value), loss: loss.value, target: form, features: features, targets: values,
            train: train)
        experiment.validation = (Array(features.prefix(6)), Array(values.prefix(6)))
        if areCodes {
            experiment.columns = (0..<16).map {
                FeatureColumn($0 == 0 ? "city" : "code\($0)", .codes(count: 2))
            }
        }
        return experiment
    }
}
