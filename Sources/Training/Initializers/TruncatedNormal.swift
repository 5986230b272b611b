#if canImport(Glibc)
    import Glibc
#endif

/// The standard normal distribution without its tails.
package enum TruncatedNormal {
    /// Standard deviation of what is left when cut at ±2: √(1 - 4 φ(2) / (2 Φ(2) - 1)).
    package static let deviation = 0.879_625_661_034_239_78

    /// The number below which the share `share` of the distribution cut at ±cutoff lies.
    ///
    /// Newton's method from 0: towards a root on one side of 0 the distribution function is convex (or concave), so
    /// every step stays on that side of the root and gets nearer.
    package static func quantile(_ share: Double, cutoff: Double) -> Double {
        let tail = below(-cutoff)
        let wanted = tail + share * (1 - 2 * tail)
        // The smaller side keeps its relative accuracy.
        let side = min(wanted, 1 - wanted)
        var x = 0.0
        for _ in 0..<200 {
            let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            let step = (below(x) - side) / density
            x -= step
            if abs(step) <= 1e-16 * abs(x) { break }
        }
        return max(-cutoff, min(cutoff, wanted <= 0.5 ? x : -x))
    }

    private static func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}

extension ParameterDraws {
    /// Standard normal numbers within ±cutoff.
    package func truncatedNormal(count: Int, cutoff: Double = 2) -> [Double] {
        uniform(count: count).map { TruncatedNormal.quantile($0, cutoff: cutoff) }
    }
}
