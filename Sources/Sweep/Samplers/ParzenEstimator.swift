import Foundation

/// A density made of one kernel per known point and one for the prior.
///
///     p(x) = Σ_k w_k · Π_d p_kd(x_d) / Σ_k w_k        w of the prior: 1
///
///     numbers: p_kd is the normal distribution around point k, of width σ_d, cut off at the ends of R_d
///         together:  σ_d = 0.05 · n^(−1 / (d + 4)) · R_d
///         alone:     σ_d = distance to the farther of the two neighboring points
///     at least R_d / min(100, 2 + n), together its square, and at most R_d; the prior's mean is the middle, its σ R_d
///     categories: see `ParzenAxis`
///
/// Cost of a density: number of kernels times dimensions.
struct ParzenEstimator {
    private let axes: [ParzenAxis]
    /// Cumulated weights, the last one 1; the prior is the last kernel.
    private let cumulated: [Double]
    private let logWeights: [Double]
    /// Centers on the scale, [dimension][kernel]; categories by position, the prior's −1.
    private let centers: [[Double]]
    /// Widths, [dimension][kernel].
    private let widths: [[Double]]
    /// Logarithm of the share of a kernel within the range, [dimension][kernel].
    private let logShares: [[Double]]

    init(_ axes: [ParzenAxis], _ points: [[Double]], weights: [Double], _ settings: TPESettings) {
        self.axes = axes
        let all = weights + [1]
        let total = all.reduce(0, +)
        var sum = 0.0
        cumulated = all.map { weight in
            sum += weight / total
            return sum
        }
        logWeights = all.map { log($0 / total) }
        var centers: [[Double]] = []
        var widths: [[Double]] = []
        for (index, axis) in axes.enumerated() {
            guard axis.categories == nil else {
                centers.append(points.map { $0[index] } + [-1])
                widths.append([])
                continue
            }
            let own = points.map { axis.scaled($0[index]) }
            let middle = axis.lower + axis.range / 2
            centers.append(own + [middle])
            widths.append(Self.widths(own, axis, dimensions: axes.count, settings) + [axis.range])
        }
        self.centers = centers
        self.widths = widths
        logShares = zip(axes, zip(centers, widths)).map { axis, kernels in
            zip(kernels.0, kernels.1).map { center, width in
                log(normalShare(axis.lower, axis.upper, center, width))
            }
        }
    }

    private static func widths(
        _ centers: [Double], _ axis: ParzenAxis, dimensions: Int, _ settings: TPESettings
    ) -> [Double] {
        let count = Double(centers.count)
        let share = 1 / min(100, 2 + count)
        if settings.isMultivariate {
            let least = axis.range * pow(share, settings.leastWidthExponent)
            let width = settings.widthScale * pow(max(count, 1), -1 / Double(dimensions + 4)) * axis.range
            return centers.map { _ in min(max(width, least), axis.range) }
        }
        let sorted = (centers + [axis.lower + axis.range / 2]).sorted()
        return centers.map { center in
            let position = sorted.firstIndex(of: center) ?? 0
            let left = position > 0 ? center - sorted[position - 1] : 0
            let right = position + 1 < sorted.count ? sorted[position + 1] - center : 0
            return min(max(left, right, axis.range * share), axis.range)
        }
    }

    /// A point drawn from the density, as coordinates.
    func draw(_ stream: inout SamplerStream) -> [Double] {
        let share = stream.uniform()
        let kernel = min(cumulated.firstIndex { share < $0 } ?? 0, cumulated.count - 1)
        return axes.indices.map { index in
            let axis = axes[index]
            if axis.categories != nil { return category(index, kernel, &stream) }
            var scaled = centers[index][kernel]
            for _ in 0..<100 {
                let drawn = centers[index][kernel] + widths[index][kernel] * stream.normal()
                if drawn >= axis.lower, drawn <= axis.upper {
                    scaled = drawn
                    break
                }
            }
            return axis.coordinate(scaled)
        }
    }

    private func category(_ index: Int, _ kernel: Int, _ stream: inout SamplerStream) -> Double {
        let count = axes[index].categories?.count ?? 1
        var rest = stream.uniform()
        for position in 0..<count {
            let probability = probability(of: position, index, kernel)
            if rest < probability { return Double(position) }
            rest -= probability
        }
        return Double(count - 1)
    }

    /// The probability of a category in a kernel: the prior counts 1 / (number of kernels) against the
    /// point's 1.
    private func probability(of position: Int, _ index: Int, _ kernel: Int) -> Double {
        let prior = axes[index].categories?[position] ?? 1
        guard centers[index][kernel] >= 0 else { return prior }
        let share = 1 / Double(cumulated.count)
        let own: Double = centers[index][kernel] == Double(position) ? 1 : 0
        return (own + share * prior) / (1 + share)
    }

    /// The logarithm of the density at a point given as coordinates.
    func logDensity(_ point: [Double]) -> Double {
        var terms = logWeights
        for (index, axis) in axes.enumerated() {
            let coordinate = point[index]
            let scaled = axis.scaled(coordinate)
            let cell = axis.cell(of: coordinate)
            for kernel in terms.indices {
                if axis.categories != nil {
                    terms[kernel] += log(probability(of: Int(coordinate), index, kernel))
                    continue
                }
                let center = centers[index][kernel]
                let width = widths[index][kernel]
                if let cell {
                    terms[kernel] += log(max(normalShare(cell.lower, cell.upper, center, width), 1e-300))
                } else {
                    let distance = (scaled - center) / width
                    terms[kernel] -= distance * distance / 2 + log(width)
                }
                terms[kernel] -= logShares[index][kernel]
            }
        }
        let greatest = terms.max() ?? 0
        return greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) })
    }
}

/// The share of a normal distribution between two places.
private func normalShare(_ lower: Double, _ upper: Double, _ center: Double, _ width: Double) -> Double {
    let first = (lower - center) / (width * 2.0.squareRoot())
    let second = (upper - center) / (width * 2.0.squareRoot())
    if first > 0 { return (erfc(first) - erfc(second)) / 2 }
    if second < 0 { return (erfc(-second) - erfc(-first)) / 2 }
    return (erf(second) - erf(first)) / 2
}
