import Data
import Foundation
import Machine

/// A model that a drafted specification may have, and what it wants its columns to be.
enum DraftModel: Hashable {
    /// The same prediction for every row.
    case constant
    /// Ridge or logistic regression. The price is that of a mean over the rows.
    case linear(price: Double)
    case boostedTrees
    case randomForest
    case network

    /// A file of `init --all`, and the end of an experiment's name.
    var fileName: String {
        switch self {
        case .constant: "constant"
        case .linear: "linear"
        case .boostedTrees: "boosted-trees"
        case .randomForest: "random-forest"
        case .network: "network"
        }
    }

    /// In the table of the race.
    func title(isClass: Bool) -> String {
        switch self {
        case .constant: isClass ? "shares of the classes" : "mean"
        case .linear: isClass ? "logistic regression" : "ridge regression"
        case .boostedTrees: "boosted trees"
        case .randomForest: "random forest"
        case .network: "network"
        }
    }

    var encoding: DraftEncoding {
        switch self {
        case .constant, .linear: .scaled
        case .network: .bounded
        case .boostedTrees, .randomForest: DraftTrees.encoding
        }
    }

    /// Whether it is trained step by step, or tree by tree; the mean of several such models is better than one.
    var isTrained: Bool {
        switch self {
        case .constant, .linear: false
        case .boostedTrees, .randomForest, .network: true
        }
    }
}

/// One specification that may be written: a model, with what is done to the target for it.
struct DraftCandidate: Hashable {
    var model: DraftModel
    var logsTarget = false

    func title(isClass: Bool) -> String {
        model.title(isClass: isClass) + (logsTarget ? ", log of the target" : "")
    }
}

/// The sections from `model` on.
struct DraftModelText {
    let candidate: DraftCandidate
    let target: DraftTarget
    /// Rows that train.
    let rows: Int
    /// How many times faster trees learn than they would if time did not matter.
    let haste: Double
    /// In a race a network gets less time.
    let isRace: Bool

    private var outputs: Int { target.classes.count > 2 ? target.classes.count : 1 }

    var lines: [String] {
        switch candidate.model {
        case .constant:
            return [
                "# No model was better than this by more than the race can tell: nothing in the columns says anything sure",
                "# about the target. The runners-up ('assay init --all FOLDER') are where to begin if you know better.",
                "solver: constant",
            ]
        case .linear(let price):
            return linear(price)
        case .boostedTrees:
            let trees = DraftTrees(rows: rows, classes: target.classes.count, haste: haste)
            let layer = isRace ? trees.layerOfRace : trees.layer
            return ["model:", "  - boosted_trees: \(layer)"] + loss + [
                "train:", "  # As many trees as make the validation loss smallest.",
                "  early_stopping: {monitor: val_loss, patience: \(isRace ? 15 : trees.patience), restore_best: true}",
            ]
        case .randomForest:
            let trees = "trees: \(isRace ? 60 : 300)"
            return ["model:", "  - random_forest: {\(trees)\(target.isClass ? "" : ", min_leaf: 2")}"] + loss
        case .network:
            return network
        }
    }

    private var loss: [String] {
        guard target.isClass else { return ["loss: mse"] }
        guard outputs == 1 else { return ["loss: cross_entropy"] }
        return [
            "# One output, the logit of the class \(SpecText.value(target.classes.last ?? "")).",
            "loss: binary_cross_entropy",
        ]
    }

    private func linear(_ price: Double) -> [String] {
        let head = ["model:", "  - linear: \(outputs)"] + loss
        guard !target.isClass else {
            return head + ["solver: {logistic_newton: {l2: \(Self.number(price))}}"]
        }
        return head + [
            "# The price of large weights, chosen in the race.",
            "solver: {ridge: {alpha: \(Self.number(price * Double(max(rows, 1))))}}",
        ]
    }

    private var network: [String] {
        let width = Self.hidden(rows: rows)
        let batch = rows < 2000 ? 32 : rows < 20_000 ? 128 : 512
        return [
            "model:", "  - linear: \(width)", "  - silu", "  - dropout: 0.1", "  - linear: \(width)",
            "  - silu",
            "  - linear: \(outputs)",
        ] + loss + [
            "optimizer: {adamw: {lr: 0.002}}", "schedule: {cosine: {min_factor: 0.05}}",
            "train:", "  epochs: \(isRace ? 30 : 100)", "  batch_size: \(batch)",
            "  # The weights of the epoch with the smallest validation loss are kept.",
            "  early_stopping: {monitor: val_loss, patience: \(isRace ? 10 : 25), restore_best: true}",
        ]
    }

    /// Units of a network's layers.
    static func hidden(rows: Int) -> Int { rows < 2000 ? 64 : 128 }

    /// Two digits are enough of a price.
    static func number(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        let exponent = Int(log10(value).rounded(.down))
        let mantissa = Int((value / pow(10, Double(exponent - 1))).rounded())
        if exponent >= 1, exponent < 12 {
            return "\(mantissa)" + String(repeating: "0", count: exponent - 1)
        }
        return NumberText.significant(Double(mantissa) * pow(10, Double(exponent - 1)), digits: 2)
    }
}
