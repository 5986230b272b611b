/// B-splines over given knots, continued beyond both ends at the distance of the first and the last two knots.
struct SplineBasis {
    private let knots: [Double]
    private let degree: Int
    private let ends: ClosedRange<Double>
    /// Number of basis functions.
    let count: Int

    init(knots base: [Double], degree: Int) {
        self.degree = degree
        count = base.count + degree - 1
        guard let first = base.first, let last = base.last, base.count > 1, first <= last else {
            knots = base
            ends = 0...0
            return
        }
        let before = base[1] - first
        let after = last - base[base.count - 2]
        let lower = (0..<degree).map { first - before * Double(degree - $0) }
        let upper = (0..<degree).map { last + after * Double($0 + 1) }
        knots = lower + base + upper
        ends = first...last
    }

    /// The values of all functions; NaN for NaN.
    ///
    ///     B[i, d](x) = (x − t[i]) / (t[i+d] − t[i]) · B[i, d−1] + (t[i+d+1] − x) / (t[i+d+1] − t[i+1]) · B[i+1, d−1]
    func evaluate(_ x: Double, into values: inout [Double]) {
        for index in values.indices { values[index] = x.isNaN ? .nan : 0 }
        guard !x.isNaN, knots.count > 2 * degree + 1 else { return }
        let x = min(max(x, ends.lowerBound), ends.upperBound)
        // The piece x lies in: from the last knot not above it, within the given ones.
        var piece = degree
        while piece < knots.count - degree - 2 && knots[piece + 1] <= x { piece += 1 }
        // The functions that are not 0 there: piece − degree … piece, built up degree by degree.
        var local = [Double](repeating: 0, count: degree + 1)
        local[0] = 1
        for order in 1...degree {
            var carried = 0.0
            for index in 0..<order {
                let right = knots[piece + index + 1]
                let left = knots[piece + index + 1 - order]
                let share = right > left ? local[index] / (right - left) : 0
                local[index] = carried + (right - x) * share
                carried = (x - left) * share
            }
            local[order] = carried
        }
        for index in 0...degree where values.indices.contains(piece - degree + index) {
            values[piece - degree + index] = local[index]
        }
    }
}
