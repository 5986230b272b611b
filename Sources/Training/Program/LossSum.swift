/// Losses of rows added up, each with its weight, in the order of the rows.
///
/// Rows that come in parts are added to the same sum, one row after another, so that the mean does not depend on how
/// they were cut into parts.
package struct LossSum: Hashable, Sendable {
    /// Σ weight · loss.
    package var sum = 0.0
    /// Σ weight: the number of rows when each counts 1.
    package var divisor = 0.0

    package init() {}

    /// NaN when no row counts.
    package var mean: Double { sum / divisor }

    /// Whether rows that count give a mean that is not a finite number.
    package var isNotFinite: Bool { divisor > 0 && !mean.isFinite }
}
