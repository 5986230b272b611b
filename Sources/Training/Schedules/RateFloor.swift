import Spec

/// The least rate a schedule may reach: absolute, relative to the base rate, or both (the larger counts).
package struct RateFloor: Hashable, Sendable {
    package var minimumFactor: Double
    package var minimumRate: Double

    package init(minimumFactor: Double = 0, minimumRate: Double = 0) {
        self.minimumFactor = minimumFactor
        self.minimumRate = minimumRate
    }

    package init(reading fields: inout FieldReader) {
        minimumFactor = fields.double(
            "min_factor", default: 0, in: .closed(0, 1),
            "Lower bound of the rate as a share of the optimizer's lr.")
        minimumRate = fields.double("min_lr", default: 0, in: .nonNegative, "Lower bound of the rate.")
    }

    /// The bound for a base rate; never above the base rate itself.
    package func bound(base: Double) -> Double {
        min(base, max(base * minimumFactor, minimumRate))
    }
}
