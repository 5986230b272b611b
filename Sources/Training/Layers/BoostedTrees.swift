import Boosting
import Spec

package struct BoostedTrees: TreeModel {
    package enum Growth: String, CaseIterable, Sendable {
        case depth
        case leaf
    }

    package static let name = "boosted_trees"
    package static let aliases: [String] = ["xgboost", "gradient_boosting"]
    package static let about = """
        Gradient-boosted decision trees: each round adds a tree that goes down the loss.

            score(x) = base + lr Σ_rounds leaf_r(x)
            leaf = -Σ g / (Σ h + l2),   g and h the loss's first and second derivatives by the score

        The model is a whole one and stands alone under `model`. Columns are cut into `bins` of about equally
        many rows, splits are looked for between bins; missing values go to the side that lowers the loss
        more. A round is an epoch: it has its row in `metrics.csv`, `train.early_stopping` judges it and
        keeps the rounds up to the best one, checkpoints and pruners count it. `train.epochs` is not needed;
        where it is written, it counts instead of `trees`. The optimizer has no part in it.

        - Shapes: one row of features → one score, or one for each class with `cross_entropy`
        - Limits: scores are 32-bit numbers; a training that draws rows or columns and goes on
          after an interruption trains its rounds again, to the same trees
        - Errors: `layer-shape` inside another layer; `trees-without-library` where XGBoost is not installed
        - Source: Chen and Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016; the library XGBoost 1.7
          or newer (Debian `libxgboost-dev`, or the file that ASSAY_XGBOOST names)
        """
    package static let primaryField: String? = "trees"
    package static let example: String? = "{boosted_trees: {trees: 500, lr: 0.05, max_depth: 6}}"

    package let rounds: Int
    package let rate: Double
    let maxDepth: Int
    let maxLeaves: Int
    let growth: Growth
    let minChildWeight: Double
    let minGain: Double
    let subsample: Double
    let columnSample: Double
    let columnSampleByLevel: Double
    let columnSampleByNode: Double
    let l1: Double
    let l2: Double
    let maxStep: Double
    package let bins: Int
    let monotone: MonotoneColumns?

    package init(reading fields: inout FieldReader) {
        rounds = fields.int(
            "trees",
            aliases: [
                "n_estimators", "num_boost_round", "num_iterations", "iterations", "max_iter", "rounds",
            ],
            default: 500, in: .closed(1, 1_000_000),
            "Rounds: one tree each, or one for each class. With early stopping the most there may be.")
        rate = fields.double(
            "lr", aliases: ["learning_rate", "eta"], default: 0.1, in: .rightClosed(0, 1),
            "How much of each tree is added: smaller needs more trees and is often better.")
        maxDepth = fields.int(
            "max_depth", default: 6, in: .closed(0, 64), "Splits from the root to a leaf; 0 for no limit.")
        maxLeaves = fields.int(
            "max_leaves", aliases: ["num_leaves", "max_leaf_nodes"], default: 0, in: .nonNegative,
            "Leaves of a tree; 0 for no limit.")
        growth = fields.choice(
            "growth", default: Growth.depth,
            "Which node is split next: the highest one (depth) or the one that gains most (leaf).")
        minChildWeight = fields.double(
            "min_child_weight", aliases: ["min_sum_hessian_in_leaf"], default: 1, in: .nonNegative,
            "Least sum of second derivatives in a leaf: for 'mse' its rows.")
        minGain = fields.double(
            "min_gain", aliases: ["gamma", "min_split_loss", "min_split_gain"], default: 0, in: .nonNegative,
            "Least gain of a split.")
        subsample = fields.double(
            "subsample", aliases: ["row_sample", "bagging_fraction"], default: 1, in: .rightClosed(0, 1),
            "Share of the rows that each round draws.")
        columnSample = fields.double(
            "column_sample", aliases: ["colsample_bytree", "feature_fraction"], default: 1,
            in: .rightClosed(0, 1), "Share of the columns that each tree draws.")
        columnSampleByLevel = fields.double(
            "column_sample_by_level", aliases: ["colsample_bylevel"], default: 1, in: .rightClosed(0, 1),
            "Share of a tree's columns that each level draws.")
        columnSampleByNode = fields.double(
            "column_sample_by_node", aliases: ["colsample_bynode", "feature_fraction_bynode"], default: 1,
            in: .rightClosed(0, 1), "Share of a level's columns that each split draws.")
        l1 = fields.double(
            "l1", aliases: ["reg_alpha", "alpha", "lambda_l1"], default: 0, in: .nonNegative,
            "Price of the sizes of the leaves' values.")
        l2 = fields.double(
            "l2", aliases: ["reg_lambda", "lambda", "lambda_l2", "l2_regularization"], default: 1,
            in: .nonNegative, "Price of their squares.")
        maxStep = fields.double(
            "max_step", aliases: ["max_delta_step"], default: 0, in: .nonNegative,
            "Largest value of a leaf before `lr`; 0 for no limit. Helps where one class is rare.")
        bins = fields.int(
            "bins", aliases: ["max_bin", "max_bins"], default: 256, in: .closed(2, 65_535),
            "Into how many stretches a column is cut.")
        monotone = fields.optionalValue(
            "monotone", aliases: ["monotone_constraints", "monotonic_cst"],
            "Columns along which the score may only rise or only fall: {area: increasing, age: decreasing}.")
    }

    package var programKey: String { "\(Self.name) \(self)" }

    package var drawsAcrossRounds: Bool {
        subsample < 1 || columnSample < 1 || columnSampleByLevel < 1 || columnSampleByNode < 1
    }

    package func parameters(
        columns: [String], task: PredictionTask, rounds: Int
    ) throws -> [Booster.Parameter] {
        var list: [Booster.Parameter] = [
            ("booster", "gbtree"), ("tree_method", "hist"), ("eta", "\(rate)"), ("max_depth", "\(maxDepth)"),
            ("max_leaves", "\(maxLeaves)"), ("grow_policy", growth == .leaf ? "lossguide" : "depthwise"),
            ("min_child_weight", "\(minChildWeight)"), ("gamma", "\(minGain)"), ("subsample", "\(subsample)"),
            ("colsample_bytree", "\(columnSample)"), ("colsample_bylevel", "\(columnSampleByLevel)"),
            ("colsample_bynode", "\(columnSampleByNode)"), ("alpha", "\(l1)"), ("lambda", "\(l2)"),
            ("max_delta_step", "\(maxStep)"), ("max_bin", "\(bins)"),
        ]
        if let monotone {
            list.append(("monotone_constraints", try monotone.list(of: columns)))
        }
        return list
    }
}

/// Columns along which a model may only rise or only fall.
package struct MonotoneColumns: SpecDecodable, Hashable {
    private enum Direction: String, CaseIterable {
        case increasing
        case decreasing
        case none
    }

    /// In the order they were written; 1 rises, -1 falls.
    package let directions: [(name: String, sign: Int)]

    package static func == (first: MonotoneColumns, second: MonotoneColumns) -> Bool {
        first.directions.map(\.name) == second.directions.map(\.name)
            && first.directions.map(\.sign) == second.directions.map(\.sign)
    }

    package func hash(into hasher: inout Hasher) {
        for (name, sign) in directions {
            hasher.combine(name)
            hasher.combine(sign)
        }
    }

    package static var fieldType: FieldType {
        .map(of: .anyOf([.choice(Direction.allCases.map(\.rawValue)), .integer(.closed(-1, 1))]))
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .map(let entries) = node.content else {
            diagnostics.report(
                .wrongType(expected: "a map of columns", found: node, help: "write {COLUMN: increasing}"))
            return nil
        }
        var found: [(String, Int)] = []
        for entry in entries {
            switch entry.value.content {
            case .string("increasing"): found.append((entry.key, 1))
            case .string("decreasing"): found.append((entry.key, -1))
            case .string("none"): found.append((entry.key, 0))
            case .integer(let sign) where (-1...1).contains(sign): found.append((entry.key, sign))
            default:
                diagnostics.report(
                    .wrongType(
                        expected: "one of increasing, decreasing, none (or 1, -1, 0)", found: entry.value))
                return nil
            }
        }
        directions = found
    }

    package var resolvedNode: SpecContent {
        .map(
            directions.map { name, sign in
                let word: Direction = sign > 0 ? .increasing : sign < 0 ? .decreasing : .none
                return SpecEntry(
                    key: name, keyOrigin: .defaultValue,
                    value: SpecNode(.string(word.rawValue), origin: .defaultValue))
            })
    }

    /// As XGBoost wants it: one sign for each column.
    func list(of columns: [String]) throws -> String {
        for (name, _) in directions where !columns.contains(name) {
            throw TrainingError(
                "monotone: there is no feature '\(name)'; the features are "
                    + columns.prefix(20).joined(separator: ", ") + (columns.count > 20 ? " …" : ""))
        }
        let signs = columns.map { column in directions.first { $0.name == column }?.sign ?? 0 }
        return "(" + signs.map(String.init).joined(separator: ",") + ")"
    }
}
