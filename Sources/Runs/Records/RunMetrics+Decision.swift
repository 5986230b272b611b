extension RunMetrics {
    /// What was fitted to the model's predictions before they were used, and is used for new rows as well.
    package struct Decision: Codable, Equatable, Sendable {
        /// A figure without and with what was fitted.
        package struct Change: Codable, Equatable, Sendable {
            package var before: Double?
            package var after: Double?

            package init(before: Double?, after: Double?) {
                self.before = before
                self.after = after
            }
        }

        /// From which probability on the positive class is predicted; nil for the more probable class.
        package var threshold: Double?
        /// What the logits are divided by; nil for 1.
        package var temperature: Double?
        /// The rows it was fitted to: `val`, or `out_of_fold`; nil for a threshold that was given.
        package var fittedOn: String?
        package var rows: Int?
        /// The metric that the threshold makes largest: at one half and at the threshold.
        package var maximized: String?
        package var figure: Change?
        /// Without and with the temperature.
        package var logLoss: Change?
        package var calibrationError: Change?

        package init(
            threshold: Double?, temperature: Double?, fittedOn: String?, rows: Int?, maximized: String? = nil,
            figure: Change? = nil, logLoss: Change? = nil, calibrationError: Change? = nil
        ) {
            self.threshold = threshold
            self.temperature = temperature
            self.fittedOn = fittedOn
            self.rows = rows
            self.maximized = maximized
            self.figure = figure
            self.logLoss = logLoss
            self.calibrationError = calibrationError
        }

        private enum CodingKeys: String, CodingKey {
            case threshold, temperature, rows, maximized, figure
            case fittedOn = "fitted_on"
            case logLoss = "log_loss"
            case calibrationError = "expected_calibration_error"
        }
    }

    /// A metric measured for groups of rows.
    package struct GroupTable: Codable, Equatable, Sendable {
        package struct Group: Codable, Equatable, Sendable {
            /// The value of each column.
            package var values: [String]
            package var rows: Int
            package var value: Double?

            package init(values: [String], rows: Int, value: Double?) {
                self.values = values
                self.rows = rows
                self.value = value
            }
        }

        package var metric: String
        /// Columns of the source.
        package var by: [String]
        /// Split name, or `out_of_fold` → its groups in order; in original units where the target was transformed.
        package var splits: [String: [Group]]

        package init(metric: String, by: [String], splits: [String: [Group]]) {
            self.metric = metric
            self.by = by
            self.splits = splits
        }
    }
}
