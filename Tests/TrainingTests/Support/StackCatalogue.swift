import Spec
import Training

/// A case for every registered member of the families a training program is made of, made of the member's own example.
enum StackCatalogue {
    /// Every layer that is part of a program: models of trees are none.
    static let layerNames = layerFamily.members.filter { !($0 is any TreeModel.Type) }.map { $0.name }

    /// How the member is written in its reference.
    static func example(of member: any SpecComponent.Type) -> String {
        ComponentExample(member).forms.first ?? member.name
    }

    /// Layers that take a row of 16 numbers, each 0 or 1, and give a row of numbers, the named one among them: alone
    /// when it has parameters, else behind others, so that a gradient goes through it.
    static func layers(_ name: String) throws -> String {
        guard let member = layerFamily.members.first(where: { $0.name == name }) else {
            throw TrainingError("there is no layer '\(name)'")
        }
        let example = example(of: member)
        var before = [
            "{linear: 4}, ", "{linear: 2}, ", "{linear: 16}, ", "{linear: 16}, {reshape: [4, 4]}, ",
            "{linear: 16}, {reshape: [1, 4, 4]}, ", "{linear: 64}, ", "{linear: 784}, ", "{linear: 1}, ",
        ]
        let layer = try StackCase.read("model: [\(example)]\nloss: mse\n").model[0].value
        let alone = try? LayerBench(layers: [layer], input: [16], batch: 1).declaration().model
        // Nil for one that asks what its columns are, too.
        if alone?.parameters.isEmpty != true { before.insert("", at: 0) }
        for start in before {
            for end in ["", ", flatten"] where (try? plan(start + example + end)) != nil {
                return start + example + end
            }
        }
        throw TrainingError("no row of numbers suits the example of '\(name)': \(example)")
    }

    private static func plan(_ layers: String) throws -> ModelPlan {
        try StackCase.read("model: [\(layers), {linear: 1}]\nloss: mse\n")
            .experiment(.real, steps: TrainSection(epochs: 1), areCodes: true).plan()
    }

    /// The end of a model and the kind of target that suit the example of a loss.
    static func loss(_ name: String) throws -> (end: String, targets: StackCase.Targets, loss: String) {
        guard let member = lossFamily.members.first(where: { $0.name == name }) else {
            throw TrainingError("there is no loss '\(name)'")
        }
        let example = example(of: member)
        for targets in StackCase.Targets.allCases {
            for width in 1...3 {
                let end = "{linear: \(width)}"
                let item = try StackCase.read("model: [\(end)]\nloss: \(example)\n")
                let range = item.loss?.value.targetRange ?? .any
                let experiment = try item.experiment(targets, steps: TrainSection(epochs: 1))
                guard experiment.targets.allSatisfy({ $0.allSatisfy(range.contains) }),
                    (try? experiment.plan()) != nil
                else { continue }
                return (end, targets, example)
            }
        }
        throw TrainingError("no target suits the example of '\(name)'")
    }

    /// Two writings of an optimizer that differ in numbers.
    static func optimizers(_ name: String) -> [String] {
        more[name] ?? ["{\(name): {lr: 0.01}}", "{\(name): {lr: 0.03}}"]
    }

    /// Those with which more than the rate differs.
    private static let more: [String: [String]] = [
        "adadelta": ["{adadelta: {lr: 1, rho: 0.9}}", "{adadelta: {lr: 0.5, rho: 0.8}}"],
        "adam": ["{adam: {lr: 0.01}}", "{adam: {lr: 0.03, betas: [0.8, 0.99], eps: 1.0e-6}}"],
        "adamw": ["{adamw: {lr: 0.01}}", "{adamw: {lr: 0.03, weight_decay: 0.1}}"],
        "gauss_newton": ["{gauss_newton: {lr: 0.5}}", "{gauss_newton: {lr: 0.9, damping: 0.01}}"],
        "lbfgs": ["{lbfgs: {lr: 0.2, history: 3}}", "{lbfgs: {lr: 0.5, history: 3}}"],
        "lion": ["{lion: {lr: 0.001}}", "{lion: {lr: 0.01}}"],
        "newton": ["{newton: {lr: 0.5, damping: 0.1}}", "{newton: {lr: 0.9, damping: 0.2}}"],
        "sgd": ["{sgd: {lr: 0.01, momentum: 0.9}}", "{sgd: {lr: 0.05, momentum: 0.5}}"],
    ]

    static func schedule(_ name: String) -> String {
        guard let member = scheduleFamily.members.first(where: { $0.name == name }) else { return name }
        return short[name] ?? example(of: member)
    }

    /// Those that would not change the rate within the few steps of a test.
    private static let short: [String: String] = [
        "cosine_restarts": "{cosine_restarts: 4 steps}",
        "cyclic": "{cyclic: {climb: 3 steps}}",
        "inverse_sqrt": "{inverse_sqrt: {timescale: 4 steps}}",
        "inverse_time": "{inverse_time: {decay: 0.5}}",
        "multi_step": "{multi_step: [4 steps, 8 steps]}",
        "plateau": "{plateau: {patience: 0, factor: 0.5, threshold: 0.5}}",
        "sequence": "{sequence: {schedules: [constant, linear], milestones: [5 steps]}}",
        "step": "{step: 3 steps}",
        "warmup_stable_decay": "{warmup_stable_decay: {decay_steps: 4 steps, warmup_steps: 3}}",
    ]
}
