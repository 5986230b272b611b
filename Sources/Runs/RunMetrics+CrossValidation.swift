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

            package init(
                fold: Int, status: String, epochs: Int, bestEpoch: Int?, rows: [String: Int],
                splits: [String: Figures], originalUnits: [String: Figures]
            ) {
                self.fold = fold
                self.status = status
                self.epochs = epochs
                self.bestEpoch = bestEpoch
                self.rows = rows
                self.splits = splits
                self.originalUnits = originalUnits
            }

            private enum CodingKeys: String, CodingKey {
                case fold, status, epochs, rows, splits
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
