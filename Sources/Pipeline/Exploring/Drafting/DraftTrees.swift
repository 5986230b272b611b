import Boosting
import Data

/// What is written for trees.
///
/// The values for 1,000 rows and more are those that did best over many tables in D. Holzmüller, L. Grinsztajn and
/// I. Steinwart, "Better by default", 2024 (XGB-TD), without drawing columns; with fewer rows trees are shallower.
struct DraftTrees {
    /// Rows that train.
    let rows: Int
    /// Classes; 0 of numbers.
    let classes: Int
    let haste: Double

    static let encoding = DraftEncoding.withGaps
    /// Whether there is a library to train them with.
    static var isAvailable: Bool { XGBoostLibrary.isAvailable }

    private var isSmall: Bool { rows < 1000 }
    private var isClass: Bool { classes > 0 }
    var depth: Int { isSmall ? 4 : isClass ? 6 : 9 }
    private var rate: Double { isSmall || !isClass ? 0.05 : 0.08 }
    /// Rounds after which the validation loss usually does not get smaller.
    var likelyRounds: Double { isSmall ? 200 : isClass ? 300 : 500 }

    /// For the model that is written.
    var layer: String {
        layer(trees: isSmall ? 500 : 1000, rate: DraftModelText.number(rate * haste), depth: depth)
    }
    /// Rounds without a better one after which training stops.
    var patience: Int { max(10, Int((50 / haste).rounded())) }

    /// In a race fewer trees learn faster; each class has its own, so the more classes, the fewer rounds.
    var layerOfRace: String {
        let trees = max(30, min(150, 450 / max(1, classes > 2 ? classes : 1)))
        let rate = trees < 100 ? "0.3" : isSmall ? "0.1" : "0.15"
        return layer(trees: trees, rate: rate, depth: min(depth, 7))
    }

    private func layer(trees: Int, rate: String, depth: Int) -> String {
        let start = "{trees: \(trees), lr: \(rate), max_depth: \(depth), "
        if isSmall { return start + "subsample: 0.7}" }
        return start
            + (isClass
                ? "min_child_weight: 0.00001, subsample: 0.65, l2: 0}"
                : "min_child_weight: 2, subsample: 0.7, l2: 0}")
    }
}
