import Boosting
import Spec

package struct RandomForest: TreeModel {
    package static let name = "random_forest"
    package static let aliases: [String] = ["extra_forest"]
    package static let about = """
        The mean of many deep trees, each grown on rows drawn with replacement.

            prediction(x) = (1/n) Σ_trees leaf_t(x),   a leaf is the mean of its rows' targets

        Classes are numbers 0 and 1, one tree for each class where there are more than two: a leaf is the
        share of a class. Each split looks at columns of its own draw. The model is a whole one and stands
        alone under `model`; a tree is an epoch with its row in `metrics.csv`, and `train.epochs`, where it is
        written, counts instead of `trees`. The loss judges the forest, the trees themselves are grown for
        squared errors. More trees never hurt: early stopping only saves time.

        - Shapes: one row of features → one number, or one for each class with `cross_entropy`
        - Limits: probabilities stay between 0.0001 and 0.9999; a training that goes on after an interruption
          grows its trees again, to the same bits
        - Errors: `layer-shape` inside another layer; `loss` for a loss that no prediction fits;
          `trees-without-library` where XGBoost is not installed
        - Source: Breiman, "Random Forests", 2001; scikit-learn `RandomForestClassifier`; the library XGBoost
        """
    package static let primaryField: String? = "trees"
    package static let example: String? = "{random_forest: {trees: 300}}"

    package let rounds: Int
    let maxDepth: Int
    let maxLeaves: Int
    let minLeaf: Double
    let columnSample: Double?
    let rowSample: Double
    let replaces: Bool
    package let bins: Int

    package init(reading fields: inout FieldReader) {
        rounds = fields.int(
            "trees", aliases: ["n_estimators", "num_trees", "ntree"], default: 300, in: .closed(1, 100_000),
            "How many trees, or for several classes how many for each.")
        maxDepth = fields.int(
            "max_depth", default: 0, in: .closed(0, 64), "Splits from the root to a leaf; 0 for no limit.")
        maxLeaves = fields.int(
            "max_leaves", aliases: ["max_leaf_nodes"], default: 0, in: .nonNegative,
            "Leaves of a tree; 0 for no limit.")
        minLeaf = fields.double(
            "min_leaf", aliases: ["min_samples_leaf", "min_child_weight"], default: 1, in: .nonNegative,
            "Least weight of a leaf: the rows drawn into it.")
        columnSample = fields.optionalDouble(
            "column_sample_by_node", aliases: ["max_features", "mtry", "colsample_bynode"],
            in: .rightClosed(0, 1),
            "Share of the columns that each split draws; default the square root of their number for classes, a third "
                + "of them for numbers.")
        rowSample = fields.double(
            "row_sample", aliases: ["max_samples", "subsample"], default: 1, in: .rightClosed(0, 1),
            "How many rows each tree draws, as a share of all.")
        replaces = fields.bool(
            "bootstrap", aliases: ["replace"], default: true,
            "Whether a row may be drawn more than once; without it, and with row_sample 1, trees see all rows."
        )
        bins = fields.int(
            "bins", aliases: ["max_bin", "max_bins"], default: 256, in: .closed(2, 65_535),
            "Into how many stretches a column is cut.")
    }

    package let rate = 1.0
    package let drawsAcrossRounds = true
    package var programKey: String { "\(Self.name) \(self)" }
    package var forest: ForestDraw? { ForestDraw(share: rowSample, replaces: replaces) }

    package func parameters(columns: [String], task: PredictionTask, rounds: Int) -> [Booster.Parameter] {
        let count = Double(max(1, columns.count))
        let usual = task.isClassification ? count.squareRoot() / count : 1.0 / 3
        return [
            ("booster", "gbtree"), ("tree_method", "hist"), ("eta", "\(1 / Double(max(1, rounds)))"),
            ("max_depth", "\(maxDepth)"), ("max_leaves", "\(maxLeaves)"), ("grow_policy", "lossguide"),
            ("min_child_weight", "\(minLeaf)"), ("lambda", "0"), ("alpha", "0"), ("gamma", "0"),
            ("colsample_bynode", "\(columnSample ?? min(1, max(usual, 1 / count)))"), ("max_bin", "\(bins)"),
        ]
    }
}
