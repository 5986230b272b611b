/// What is fitted to a trained model's predictions before they are used: how certain they are, and from which
/// probability on the positive class is predicted.
package struct DecisionSettings: Sendable {
    /// Whether a temperature is fitted.
    package var calibrates: Bool
    package var threshold: ThresholdRule?

    package init(calibrates: Bool = false, threshold: ThresholdRule? = nil) {
        self.calibrates = calibrates
        self.threshold = threshold
    }

    /// Whether predictions stay as the model gives them.
    package var isEmpty: Bool { !calibrates && threshold == nil }
    /// Whether rows are needed that the model was not trained on.
    package var needsRows: Bool { calibrates || threshold?.search != nil }

    /// - Parameter rows: validation rows, or those that each fold left out
    package func fit(_ rows: ScoredRows) -> Decision {
        var decision = Decision()
        decision.threshold = threshold?.fixed
        var rows = rows
        rows.threshold = nil
        decision.rows = rows.rowCount
        if calibrates, let temperature = Temperature.best(on: rows) {
            let before = rows
            rows.predictions = Temperature.scaled(rows, by: temperature)
            decision.temperature = temperature
            decision.logLoss = Self.pair(LogLossMetric(), before, rows)
            decision.calibrationError = Self.pair(CalibrationErrorMetric(), before, rows)
        }
        if let search = threshold?.search, let found = search.best(on: rows) {
            decision.threshold = found.threshold
            decision.maximized = search.maximized?.label
            decision.value = found.value
            decision.valueAtHalf = found.valueAtHalf
            decision.keepsLeasts = found.holds
        }
        return decision
    }

    private static func pair(
        _ metric: any Metric, _ before: ScoredRows, _ after: ScoredRows
    ) -> Decision.Change { Decision.Change(before: metric.value(of: before), after: metric.value(of: after)) }
}

/// What was fitted, and what it changed on the rows it was fitted to.
package struct Decision: Hashable, Sendable {
    package struct Change: Hashable, Sendable {
        package var before: Double
        package var after: Double
    }

    package var temperature: Double?
    package var threshold: Double?
    /// How many rows it was fitted to.
    package var rows = 0
    package var logLoss: Change?
    package var calibrationError: Change?
    /// The metric that the threshold makes largest, what it reaches, and what it reaches at one half.
    package var maximized: String?
    package var value: Double?
    package var valueAtHalf: Double?
    /// Whether what must not be fallen short of is kept.
    package var keepsLeasts = true

    package init(temperature: Double? = nil, threshold: Double? = nil) {
        self.temperature = temperature
        self.threshold = threshold
    }

    /// The rows as they are used.
    ///
    /// - Parameter rows: as the model gives them
    package func applied(to rows: ScoredRows) -> ScoredRows {
        var rows = rows
        if let temperature { rows.predictions = Temperature.scaled(rows, by: temperature) }
        rows.threshold = threshold
        return rows
    }
}
