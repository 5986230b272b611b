/// Quantiles of sorted values.
package enum Quantile {
    /// Linear interpolation between the two nearest values, as NumPy's default (definition 7 of R. Hyndman, Y. Fan,
    /// "Sample quantiles in statistical packages", 1996): position q · (n − 1).
    ///
    /// - Limits: NaN for no values
    package static func of(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let position = share * Double(sorted.count - 1)
        let index = Int(position.rounded(.down))
        guard index >= 0, index + 1 < sorted.count else { return index < 0 ? sorted[0] : last }
        let fraction = position - Double(index)
        let (low, high) = (sorted[index], sorted[index + 1])
        // NumPy's form, exact at both ends.
        return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction)
    }

    static func median(_ sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
