import Foundation

/// The standard normal distribution.
enum NormalDistribution {
    /// Φ(x).
    static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    /// Φ⁻¹(share) for 0 < share < 1: a rough start, then Halley's iteration on Φ until nothing changes.
    ///
    /// - Limits: −∞ and ∞ for 0 and 1; full precision down to shares of 1e-300
    /// - Source: the start is equation 26.2.23 of M. Abramowitz, I. Stegun, "Handbook of mathematical functions"
    static func quantile(_ share: Double) -> Double {
        guard share > 0 else { return share == 0 ? -.infinity : .nan }
        guard share < 1 else { return share == 1 ? .infinity : .nan }
        // The upper tail loses digits in 1 − share: work in the lower one.
        if share > 0.5 { return -quantile(1 - share) }
        let t = (-2 * log(share)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        var x = numerator / denominator - t
        for _ in 0..<8 {
            let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            guard density > 0 else { return x }
            let error = (cumulative(x) - share) / density
            let step = error / (1 + x * error / 2)
            x -= step
            if abs(step) <= 1e-15 * max(1, abs(x)) { break }
        }
        return x
    }
}
