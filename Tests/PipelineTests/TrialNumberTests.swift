import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing
import Training

/// A trial of a sweep is the same experiment run alone, bit for bit, whichever of its numbers the trials differ in, and
/// however their stack becomes narrower.
///
/// The numbers are found in the resolved specification, so a new field of an optimizer, a schedule, an initializer, a
/// penalty or a layer is covered by itself, and a new member of these families as soon as it is registered.
@Suite("Numbers of trials in a stack")
struct TrialNumberTests {
    /// A part of a specification whose numbers the trials differ in.
    struct Variation: CustomTestStringConvertible, Sendable {
        var title: String
        /// Sections laid over `fine.yaml`.
        var sections: String
        /// The sections whose numbers are varied.
        var varied: [String]
        /// Whether whole numbers are varied as well; elsewhere they are shapes and kinds.
        var variesCounts = false

        var testDescription: String { title }
    }

    private static let trialCount = 4

    /// Members that cannot be written by their name alone, and those whose default leaves numbers out.
    private static let written: [String: String] = [
        "cosine_restarts": "{cosine_restarts: 4 steps}", "cyclic": "{cyclic: {climb: 3 steps}}",
        "exponential": "{exponential: {gamma: 0.8, warmup_steps: 3}}",
        "inverse_sqrt": "{inverse_sqrt: {timescale: 4 steps}}",
        "inverse_time": "{inverse_time: {decay: 0.5}}", "multi_step": "{multi_step: [4 steps, 8 steps]}",
        "plateau": "{plateau: {patience: 0, factor: 0.5, threshold: 0.01}}",
        "sequence": "{sequence: {schedules: [constant, {exponential: 0.7}], milestones: [5 steps]}}",
        "step": "{step: 3 steps}",
        "warmup_stable_decay": "{warmup_stable_decay: {decay_steps: 4 steps, warmup_steps: 3}}",
        "constant": "{constant: {warmup_steps: 4}}", "newton": "{newton: {lr: 0.5, damping: 3}}",
        "gauss_newton": "{gauss_newton: {lr: 0.5, damping: 0.5}}", "l1": "{l1: 0.01}", "l2": "{l2: 0.01}",
        "sgd": "{sgd: {lr: 0.05, momentum: 0.8, weight_decay: 0.01}}", "sparse": "{sparse: {sparsity: 0.3}}",
        "adamw": "{adamw: {lr: 0.01, groups: [{parameters: '*.bias', lr: 0.1, weight_decay: 0.1}]}}",
        "rmsprop": "{rmsprop: {lr: 0.01, momentum: 0.5}}", "lbfgs": "{lbfgs: {lr: 0.1, history: 3}}",
    ]

    /// Layers with fractions among their fields, where they may stand.
    private static let layers: [String: String] = [
        "batch_norm": "{type: batch_norm}", "dropout": "{dropout: 0.3}", "elu": "elu",
        "group_norm": "{reshape: [4, 1]}, {group_norm: 2}, flatten", "layer_norm": "layer_norm",
        "leaky_relu": "leaky_relu", "rms_norm": "rms_norm",
        "sequential": "{sequential: [{dropout: 0.2}, {residual: [{dropout: 0.4}, {linear: 4}]}]}",
        "linear":
            "{linear: {units: 4, weight_init: {normal: {std: 0.3}}, bias_init: {uniform: {low: -0.1, high: 0.2}}}}",
    ]

    static let variations: [Variation] = {
        func item(_ section: String, _ name: String) -> Variation {
            let text =
                section == "initializer" && name == "constant" ? "{constant: 0.2}" : written[name] ?? name
            let value = section == "penalties" ? "[\(text)]" : text
            return Variation(
                title: "\(section) \(name)", sections: "\(section): \(value)\n", varied: [section],
                variesCounts: section == "schedule")
        }
        var all = optimizerFamily.members.map { item("optimizer", $0.name) }
        all += scheduleFamily.members.map { item("schedule", $0.name) }
        all += penaltyFamily.members.map { item("penalties", $0.name) }
        // What needs filters of a convolution has no numbers.
        all += initializerFamily.members.filter { $0.name != "dirac" }.map { item("initializer", $0.name) }
        all += layers.keys.sorted().map { name in
            Variation(
                title: "layer \(name)",
                sections: "model: [{linear: 4}, tanh, \(layers[name] ?? name), {linear: 1}]\n",
                varied: ["model"])
        }
        all.append(
            Variation(
                title: "train",
                sections: "train: {grad_clip: 0.5, grad_clip_value: 0.2, ema_decay: 0.8, accumulate: 2}\n",
                varied: ["train"]))
        let together = """
            model: [{linear: 4}, tanh, {dropout: 0.3}, {linear: 1}]
            optimizer: {adam: {lr: 0.02}}
            schedule: {exponential: {gamma: 0.9, warmup_steps: 3}}
            initializer: {normal: {std: 0.4}}
            penalties: [{l2: 0.02}, {l1: {factor: 0.01, parameters: ["*.bias"]}}]

            """
        let sections = ["model", "optimizer", "schedule", "initializer", "penalties"]
        all.append(Variation(title: "all at once", sections: together, varied: sections))
        all.append(
            Variation(
                title: "all at once, on folds", sections: together + "data: {split: {k_fold: 3}}\n",
                varied: sections))
        return all
    }()

    @Test(
        "Every trial equals its run alone, in stacks that pruners and early stopping narrow",
        arguments: variations)
    func trialsAreThemselves(_ variation: Variation) throws {
        let workspace = try SweepWorkspace()
        let numbers = try Self.numbers(of: variation, workspace)
        guard !numbers.isEmpty else { return }
        for narrowing in Narrowing.allCases {
            var alone: [[String]] = []
            var models: [Foundation.Data?] = []
            for trial in 0..<Self.trialCount {
                let run = try workspace.runAlone(
                    workspace.workspace.folder.file("case.yaml"),
                    narrowing.overrides + numbers.map { "\($0.path)=\($0.values[trial])" })
                alone.append(try run.metricsRows())
                models.append(FileManager.default.contents(atPath: run.file(RunFile.model)))
            }
            for (order, jobs) in [(false, 1), (true, 1), (false, 3)] {
                let places = order ? Array((0..<Self.trialCount).reversed()) : Array(0..<Self.trialCount)
                let runs = "\(narrowing) \(order) \(jobs)"
                try workspace.workspace.folder.write(
                    Self.sweep(
                        places.map { place in numbers.map { ($0.path, $0.values[place]) } }, narrowing),
                    to: "sweep.yaml")
                #expect(workspace.sweepAsWritten(runs: runs, jobs: jobs, keep: .all) == .done)
                let records = try workspace.directory(runs).state().ordered
                #expect(records.count == Self.trialCount)
                for (record, place) in zip(records, places) {
                    let trial = try workspace.trial(record.number, runs)
                    let rows = try trial.metricsRows()
                    let title: Comment = "\(variation.title), \(runs): trial \(record.number) \(record.state)"
                    #expect(rows.count > 1 && rows == Array(alone[place].prefix(rows.count)), title)
                    guard record.state.isFinished, record.objective != nil else { continue }
                    #expect(rows.count == alone[place].count, title)
                    #expect(
                        FileManager.default.contents(atPath: trial.file(RunFile.model)) == models[place],
                        title)
                }
                if narrowing == .pruner {
                    #expect(records.filter { $0.state == .pruned }.count >= 2, "nothing was narrowed")
                }
            }
        }
    }

    @Test("The numbers that trials may differ in are found by themselves")
    func numbersAreFound() throws {
        let workspace = try SweepWorkspace()
        func paths(_ title: String) throws -> Set<String> {
            let variation = try #require(Self.variations.first { $0.title == title })
            return Set(try Self.numbers(of: variation, workspace).map(\.path))
        }
        #expect(
            try paths("all at once").isSuperset(of: [
                "model.2.rate", "optimizer.lr", "optimizer.betas.0", "optimizer.betas.1", "optimizer.eps",
                "optimizer.weight_decay", "schedule.gamma", "initializer.std", "penalties.0.factor",
                "penalties.1.factor",
            ]))
        #expect(try paths("optimizer adamw").contains("optimizer.groups.0.lr"))
        #expect(try paths("optimizer sgd").contains("optimizer.momentum"))
        #expect(try paths("schedule step").contains("schedule.step_size"))
        #expect(try paths("train").isSuperset(of: ["train.grad_clip", "train.ema_decay"]))
    }

    /// What makes stacks narrower.
    enum Narrowing: CaseIterable {
        case pruner, earlyStopping

        var overrides: [String] {
            switch self {
            case .pruner: []
            case .earlyStopping:
                ["++train.early_stopping={monitor: val_loss, patience: 1, min_delta: 0.02}"]
            }
        }
    }

    private static func sweep(_ trials: [[(path: String, value: String)]], _ narrowing: Narrowing) -> String {
        let list = trials.map { trial in
            "    - {" + trial.map { "\"\($0.path)\": \($0.value)" }.joined(separator: ", ") + "}\n"
        }
        var text = "extends: case.yaml\n"
        if narrowing == .earlyStopping {
            text += "train: {early_stopping: {monitor: val_loss, patience: 1, min_delta: 0.02}}\n"
        }
        text += "sweep:\n  objective: {minimize: val_loss}\n"
        if narrowing == .pruner {
            text += "  pruner: {successive_halving: {cohort: 4, reduction_factor: 2}}\n"
        }
        return text + "  trials:\n" + list.joined()
    }

    // MARK: Finding numbers

    private struct Number {
        var path: String
        /// As they are written, one for each trial.
        var values: [String]
    }

    /// The numbers of a variation's sections, each with a value for every trial that is allowed there.
    private static func numbers(of variation: Variation, _ workspace: SweepWorkspace) throws -> [Number] {
        let folder = workspace.workspace.folder
        try folder.write(
            "extends: fine.yaml\n" + variation.sections, to: "sections.yaml")
        try folder.write(
            "extends: sections.yaml\ntrain: {epochs: 5}\ndata: {steps: [{drop: [kind, fruit]}, {standardize: all}]}\n",
            to: "case.yaml")
        func loaded(_ overrides: [String] = []) -> TypedSpec<ExperimentSpec> {
            SpecReader.load(.path(folder.file("case.yaml")), overrides: overrides, as: ExperimentSpec.self)
        }
        let base = loaded()
        #expect(!base.diagnostics.hasErrors, "\(variation.title): \(base.text())")
        let resolved = try #require(base.resolved)
        var numbers: [Number] = []
        for section in variation.varied {
            guard let node = resolved[section] else { continue }
            for (path, candidates) in leaves(of: node, at: section, variesCounts: variation.variesCounts) {
                let allowed = candidates.first { values in
                    values.allSatisfy { !loaded(["\(path)=\($0)"]).diagnostics.hasErrors }
                }
                if let allowed { numbers.append(Number(path: path, values: allowed)) }
            }
        }
        return numbers
    }

    /// Every number below a node, with lists of values to try, one for each trial.
    private static func leaves(
        of node: SpecNode, at path: String, variesCounts: Bool
    ) -> [(path: String, candidates: [[String]])] {
        let steps = (0..<trialCount).map(Double.init)
        switch node.content {
        case .number(let value):
            let near = steps.map { "\(value * (1 - 0.11 * $0))" }
            let far = steps.map { "\(value * (1 + 0.11 * $0))" }
            let small = steps.map { "\(0.01 * ($0 + 1))" }
            return [(path, value == 0 ? [small] : [near, far, small])]
        case .integer(let value) where variesCounts:
            return [(path, [steps.map { "\(value + Int($0))" }])]
        case .string(let text) where variesCounts:
            let words = text.split(separator: " ")
            guard words.count == 2, let count = Int(words[0]) else { return [] }
            return [(path, [steps.map { "\(count + Int($0)) \(words[1])" }])]
        case .list(let items):
            return items.enumerated().flatMap {
                leaves(of: $0.element, at: "\(path).\($0.offset)", variesCounts: variesCounts)
            }
        case .map(let entries):
            return entries.flatMap {
                leaves(of: $0.value, at: "\(path).\($0.key)", variesCounts: variesCounts)
            }
        case .null, .bool, .integer, .string:
            return []
        }
    }
}
