/// `metrics.json`: the figures of a finished run.
///
/// A figure that is not a number is stored as `null`.
package struct RunMetrics: Codable, Equatable, Sendable {
    package typealias Figures = [String: Double?]

    package var epochs: Int
    package var steps: Int
    package var bestEpoch: Int?
    /// What `bestEpoch` is the best of, such as `val_loss`; nil in files of older versions.
    package var monitor: String?
    /// Which weights the figures belong to: `last` or `best`.
    package var weights: String
    /// The names of the figures in the order of the specification; `loss` comes first.
    package var names: [String]
    /// The class, of two, that precision, recall, F1 and areas are about; nil for other targets and in files of older
    /// versions, where it was the last one.
    package var positive: String?
    /// The one figure that stands for the run in a listing.
    package var headline: Headline?
    /// Split name → number of rows.
    package var rows: [String: Int]
    /// Split name → metric name → value, in the space the model was trained in.
    package var splits: [String: Figures]
    /// The same in the target's own units, where a target transform exists.
    package var originalUnits: [String: Figures]
    /// Baseline name → split name → figures.
    package var baselines: [String: [String: Figures]]
    /// Metric name → `minimize` or `maximize`.
    package var directions: [String: String]
    package var trainingSeconds: Double
    package var stepsPerSecond: Double?
    /// Split name → means of predictions and targets of a real target; nil for classes.
    package var means: [String: Figures]?
    /// The names of the figures that are about the positive class, such as `f1`.
    package var positiveFigures: [String]?
    /// Measure name → split name → table; nil when there are none.
    package var tables: [String: [String: ClassTable]]?
    /// Metrics measured for groups of rows; nil when there are none.
    package var groups: [GroupTable]?
    /// What was fitted to predictions, such as a threshold; nil where they are used as the model gives them.
    package var decision: Decision?
    /// Each fold's figures; nil unless the run was a cross-validation. The other figures are then means over the folds.
    package var crossValidation: CrossValidation?
    /// Nil unless the model is an ensemble, and of a cross-validation.
    package var members: Members?

    /// Numbers per pair of classes: rows are classes of the target, columns predicted classes.
    package struct ClassTable: Codable, Equatable, Sendable {
        package var classes: [String]
        package var values: [[Double]]

        package init(classes: [String], values: [[Double]]) {
            self.classes = classes
            self.values = values
        }
    }

    /// A single figure with where it comes from.
    package struct Headline: Codable, Equatable, Sendable {
        package var metric: String
        package var split: String
        package var value: Double?

        package init(metric: String, split: String, value: Double?) {
            self.metric = metric
            self.split = split
            self.value = value
        }
    }

    private enum CodingKeys: String, CodingKey {
        case epochs, steps, monitor, weights, names, positive, headline, rows, splits, baselines, directions,
            tables, means, groups, decision, members
        case bestEpoch = "best_epoch"
        case originalUnits = "original_units"
        case trainingSeconds = "training_seconds"
        case stepsPerSecond = "steps_per_second"
        case positiveFigures = "of_positive_class"
        case crossValidation = "cross_validation"
    }

    package init(
        epochs: Int, steps: Int, bestEpoch: Int?, weights: String, names: [String], headline: Headline?,
        rows: [String: Int],
        splits: [String: Figures], originalUnits: [String: Figures], baselines: [String: [String: Figures]],
        directions: [String: String], trainingSeconds: Double, stepsPerSecond: Double?,
        tables: [String: [String: ClassTable]]? = nil
    ) {
        self.epochs = epochs
        self.steps = steps
        self.bestEpoch = bestEpoch
        self.weights = weights
        self.names = names
        self.headline = headline
        self.rows = rows
        self.splits = splits
        self.originalUnits = originalUnits
        self.baselines = baselines
        self.directions = directions
        self.trainingSeconds = trainingSeconds
        self.stepsPerSecond = stepsPerSecond
        self.tables = tables
    }
}

extension RunMetrics {
    /// What each fold of a cross-validation gave, and how far the folds differ.
    package struct CrossValidation: Codable, Equatable, Sendable {
        package struct Fold: Codable, Equatable, Sendable {
            /// Counted from 1.
            package var fold: Int
            package var status: String
            package var epochs: Int
            package var bestEpoch: Int?
            package var rows: [String: Int]
            /// Empty for a fold that diverged.
            package var splits: [String: Figures]
            package var originalUnits: [String: Figures]
            /// Nil for a single model.
            package var members: Members?

            package init(
                fold: Int, status: String, epochs: Int, bestEpoch: Int?, rows: [String: Int],
                splits: [String: Figures], originalUnits: [String: Figures], members: Members? = nil
            ) {
                self.fold = fold
                self.status = status
                self.epochs = epochs
                self.bestEpoch = bestEpoch
                self.rows = rows
                self.splits = splits
                self.originalUnits = originalUnits
                self.members = members
            }

            private enum CodingKeys: String, CodingKey {
                case fold, status, epochs, rows, splits, members
                case bestEpoch = "best_epoch"
                case originalUnits = "original_units"
            }
        }

        package var folds: [Fold]
        /// Split name → metric name → standard deviation over the folds, with the divisor k - 1.
        package var deviation: [String: Figures]
        package var deviationInOriginalUnits: [String: Figures]
        /// The measures of all out-of-fold predictions taken together, in original units.
        package var outOfFold: Figures

        package init(
            folds: [Fold], deviation: [String: Figures], deviationInOriginalUnits: [String: Figures],
            outOfFold: Figures
        ) {
            self.folds = folds
            self.deviation = deviation
            self.deviationInOriginalUnits = deviationInOriginalUnits
            self.outOfFold = outOfFold
        }

        private enum CodingKeys: String, CodingKey {
            case folds, deviation
            case deviationInOriginalUnits = "deviation_in_original_units"
            case outOfFold = "out_of_fold"
        }
    }
}

/// What figures are called for people.
extension RunMetrics {
    /// A figure with the class it is about, where it is about one: `f1 (fraud)`.
    package func label(of name: String) -> String {
        guard let positive, positiveFigures?.contains(name) == true else { return name }
        return "\(name) (\(positive))"
    }

    /// The label with an arrow to where it is better: `mse ↓`.
    package func heading(of name: String) -> String {
        switch directions[name] {
        case "minimize": label(of: name) + " ↓"
        case "maximize": label(of: name) + " ↑"
        default: label(of: name)
        }
    }

    /// Splits in the order of their use, others behind them: an evaluation of other rows is called `data`.
    package static func ordered(_ splits: some Collection<String>) -> [String] {
        let usual = ["train", "val", "test"]
        return usual.filter(splits.contains) + splits.filter { !usual.contains($0) }.sorted()
    }
}
