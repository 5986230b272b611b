import Data
import Machine
import Spec
import Training

/// The pipeline graph of an experiment: source → steps → split → batches → model → loss → optimizer →
/// training → evaluation → artifacts, with what is known before the data are read.
package struct ExperimentPlan: Encodable, Sendable {
    package var name: String
    package var specification: String
    package var nodes: [PlanNode]
    package var cost: TrainingCost?
    package var differences: [DefaultDifference]
    /// Nil when the length of the run is not known before the data are read.
    package var learningRate: LearningRateCurve?
    /// Why shapes and costs are missing, when they are.
    package var remark: String?
    /// What the section `sweep` would take; nil without one.
    package var sweep: SweepPlan?

    private enum CodingKeys: String, CodingKey {
        case name, specification, nodes, cost, remark, sweep
        case differences = "differs_from_defaults"
        case learningRate = "learning_rate"
    }

    /// - Parameter checked: a specification without errors
    package init(_ checked: CheckedSpec) {
        let subject = checked.subject
        name = checked.name
        specification = checked.path
        differences = DefaultDifferences.list(resolved: subject.resolved)
        let hasSteps = subject.spec.solver == nil && subject.spec.trees == nil
        cost = hasSteps ? checked.model.map { TrainingCost(subject, model: $0) } : nil
        learningRate = hasSteps ? LearningRateCurve(subject) : nil
        remark = checked.dataRemark
        nodes = []
        nodes += Self.dataNodes(subject)
        if hasSteps { nodes.append(Self.batches(subject, cost)) }
        nodes += Self.layers(subject, checked.model)
        nodes += Self.learning(subject)
        if subject.spec.solver == nil { nodes.append(Self.training(subject, cost)) }
        nodes.append(Self.evaluation(subject))
        nodes.append(
            PlanNode(.artefacts, name: "run directory", detail: "metrics, checkpoints, predictions, log"))
    }

    private static func dataNodes(_ subject: CheckSubject) -> [PlanNode] {
        guard let plan = subject.data else {
            let section = subject.resolved["data"]
            let source = subject.spec.data.source.map { type(of: $0.value).name } ?? "?"
            var nodes = [
                PlanNode(
                    .source, name: source, detail: section?["source"].map { OneLineText.fields(of: $0) } ?? ""
                )
            ]
            nodes += subject.spec.data.steps.map { step in
                PlanNode(.step, name: type(of: step.value).name, place: placeText(step.origin))
            }
            nodes.append(PlanNode(.split, name: type(of: subject.spec.data.split.value).name))
            return nodes
        }
        return plan.nodes.indices.filter { isVisible($0, of: plan, subject) }.map { index in
            let node = plan.nodes[index]
            var planned = PlanNode(
                kind(of: node.kind), name: node.name, detail: node.detail,
                output: NumberText.count(node.schema.columns.count, "column"), rows: node.rows,
                columns: node.schema.columns.count, place: placeText(node.place), isCached: node.isCached,
                fittedOn: node.fitScope?.rawValue)
            switch node.kind {
            case .source: planned.detail = plan.path
            case .split: planned.output = partsText(plan)
            case .matrices:
                planned.name = NumberText.count(plan.featureNames.count, "feature")
                planned.detail = "to predict " + plan.targetNames.joined(separator: ", ")
                planned.columns = plan.featureNames.count
                planned.output = subject.spec.realType.rawValue
            case .step: break
            }
            return planned
        }
    }

    /// Whether a node does anything: the step that trees bring along has no part in data without categories.
    private static func isVisible(_ index: Int, of plan: DataPlan, _ subject: CheckSubject) -> Bool {
        guard index > 0, plan.nodes[index].kind == .step, let trees = subject.spec.trees else { return true }
        let node = plan.nodes[index]
        return node.place != trees.origin || node.schema != plan.nodes[index - 1].schema
    }

    private static func kind(of kind: DataPlan.Node.Kind) -> PlanNode.Kind {
        switch kind {
        case .source: .source
        case .step: .step
        case .split: .split
        case .matrices: .matrices
        }
    }

    private static func partsText(_ plan: DataPlan) -> String {
        plan.partNames.map { name in
            plan.partRows[name].map { "\(name) \(NumberText.count($0))" } ?? name
        }.joined(separator: ", ")
    }

    private static func batches(_ subject: CheckSubject, _ cost: TrainingCost?) -> PlanNode {
        let train = subject.spec.train
        let name: String
        switch train.batchSize {
        case .rows(let count): name = NumberText.count(count, "row")
        case .all: name = "all rows"
        }
        var details: [String] = []
        if case .rows = train.batchSize {
            let window = train.shuffleWindow.map { ", within \(NumberText.bytes($0.bytes)) at a time" } ?? ""
            details.append(train.shuffle ? "shuffled each epoch" + window : "in file order")
        }
        if train.dropLast { details.append("last short batch dropped") }
        let output = cost?.stepsPerEpoch.map { NumberText.count($0, "step") + " an epoch" } ?? ""
        return PlanNode(
            .batches, name: name, detail: details.joined(separator: ", "), output: output,
            rows: cost?.rowsPerStep)
    }

    private static func layers(_ subject: CheckSubject, _ model: ModelPlan?) -> [PlanNode] {
        guard let model else {
            return subject.spec.model.map { layer in
                PlanNode(.layer, name: type(of: layer.value).name, place: placeText(layer.origin))
            }
        }
        if let trees = subject.spec.trees {
            return [
                PlanNode(
                    .layer, name: type(of: trees.value).name,
                    detail: treeFields(subject),
                    output: "\(model.inputShape) → \(model.outputShape)", place: placeText(trees.origin))
            ]
        }
        return model.summaries.map { layer in
            let depth = layer.path.filter { $0 == "." }.count
            return PlanNode(
                .layer, name: String(repeating: "  ", count: depth) + layer.type,
                detail: "\(layer.input) → \(layer.output)",
                output: layer.parameterCount > 0
                    ? NumberText.count(layer.parameterCount, "parameter") + model.frozenPhrase(layer) : "",
                parameters: layer.parameterCount, place: placeText(layer.origin))
        }
    }

    /// What is written about the trees.
    private static func treeFields(_ subject: CheckSubject) -> String {
        guard case .list(let layers) = subject.resolved["model"]?.content, let first = layers.first else {
            return ""
        }
        return OneLineText.fields(of: first)
    }

    private static func learning(_ subject: CheckSubject) -> [PlanNode] {
        let spec = subject.spec
        func node(_ kind: PlanNode.Kind, _ key: String, _ name: String, _ origin: Origin) -> PlanNode {
            let detail = subject.resolved[key].map { OneLineText.fields(of: $0) } ?? ""
            return PlanNode(kind, name: name, detail: detail, place: placeText(origin))
        }
        var nodes: [PlanNode] = []
        if let ensemble = spec.ensemble {
            let shared =
                switch ensemble.share {
                case .tabm:
                    "share the weights of linear layers, each with scales, biases and a last layer of its own"
                case .mini: "share all but a first scale and the last layer"
                case .none: "share nothing but the batches"
                }
            nodes.append(
                PlanNode(
                    .ensemble, name: "\(ensemble.members) members",
                    detail: shared + "; predictions are averaged",
                    place: placeText(ensemble.origin)))
        }
        if let loss = spec.loss { nodes.append(node(.loss, "loss", type(of: loss.value).name, loss.origin)) }
        if let solver = spec.solver {
            nodes.append(node(.solver, "solver", type(of: solver.value).name, solver.origin))
            return nodes
        }
        if spec.trees != nil { return nodes }
        nodes.append(
            node(.optimizer, "optimizer", type(of: spec.optimizer.value).name, spec.optimizer.origin))
        nodes.append(node(.schedule, "schedule", type(of: spec.schedule.value).name, spec.schedule.origin))
        return nodes
    }

    private static func training(_ subject: CheckSubject, _ cost: TrainingCost?) -> PlanNode {
        let train = subject.spec.train
        var budget: [String] = []
        if let epochs = train.epochs {
            budget.append(NumberText.count(epochs, subject.spec.trees == nil ? "epoch" : "round"))
        }
        if let steps = train.maxSteps { budget.append("at most " + NumberText.count(steps, "step")) }
        var details: [String] = []
        let stopping = train.earlyStopping
        if let patience = stopping.patience {
            details.append("stops when \(stopping.monitor) rests for \(NumberText.count(patience, "epoch"))")
        }
        details.append("checkpoint every \(train.checkpoint.every.description)")
        var output = cost?.totalSteps.map { NumberText.count($0, "step") } ?? ""
        if subject.spec.trees != nil, let rounds = train.epochs {
            let each = subject.model?.outputShape.count ?? 1
            output =
                each == 1 ? NumberText.count(rounds, "tree") : "\(NumberText.count(rounds)) × \(each) trees"
        }
        return PlanNode(
            .training, name: budget.joined(separator: ", "), detail: details.joined(separator: ", "),
            output: output)
    }

    private static func evaluation(_ subject: CheckSubject) -> PlanNode {
        let labels = ["loss"] + subject.spec.metrics.map { $0.value.label }
        return PlanNode(
            .evaluation, name: subject.partNames.joined(separator: ", "),
            detail: labels.joined(separator: ", "))
    }
}

/// `file:line` of an origin, when it is in a file.
func placeText(_ origin: Origin) -> String? {
    guard let start = origin.span?.start else { return nil }
    return "\(start.file):\(start.line)"
}

extension ModelPlan {
    /// How much of a layer training leaves as it is: `, frozen`; nothing where it changes everything.
    fileprivate func frozenPhrase(_ layer: LayerSummary) -> String {
        let own = parameters.entries.map(\.declaration).filter { $0.name.hasPrefix(layer.path + ".") }
        let count = own.filter { frozen.contains($0.name) }.reduce(0) { $0 + $1.count }
        guard count > 0 else { return "" }
        return count == layer.parameterCount ? ", frozen" : ", \(NumberText.count(count)) frozen"
    }
}
