/// The finite values of a column of numbers.
///
/// - Limits: quantiles interpolate linearly between the two nearest values, as NumPy's do; the deviation divides by n
package struct NumberSummary: Codable, Sendable, Equatable {
    package var mean: Double
    package var deviation: Double
    package var minimum: Double
    package var maximum: Double
    /// At 5, 25, 50, 75 and 95 percent.
    package var quantiles: [Double]
    /// Third standardized moment: 0 for symmetry, positive for a tail to the right.
    package var skewness: Double
    package var zeros: Int
    package var negatives: Int
    /// Values that are infinite; they are in none of the other figures.
    package var infinite: Int
    package var histogram: ValueHistogram

    package var median: Double { quantiles.count == 5 ? quantiles[2] : mean }

    /// The shares that `quantiles` stand for.
    package static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

    /// Nil where no value is finite.
    ///
    /// - Parameter sorted: finite values, ascending
    init?(sorted: [Double], infinite: Int) {
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let statistics = ColumnStatistics(sorted)
        let rows = Double(sorted.count)
        mean = statistics.mean
        deviation = (statistics.squares / rows).squareRoot()
        minimum = first
        maximum = last
        quantiles = Self.shares.map { Quantile.of(sorted, $0) }
        var cubes = 0.0
        if deviation > 0, !statistics.isConstant {
            for value in sorted {
                let score = (value - mean) / deviation
                cubes += score * score * score
            }
        }
        skewness = cubes / rows
        zeros = sorted.count { $0 == 0 }
        negatives = sorted.count { $0 < 0 }
        self.infinite = infinite
        histogram = ValueHistogram(sorted: sorted)
        guard [mean, deviation, skewness].allSatisfy(\.isFinite) else { return nil }
    }
}

/// How many values lie in each of ten stretches of equal width between the smallest and the largest.
package struct ValueHistogram: Codable, Sendable, Equatable {
    package var lower: Double
    package var upper: Double
    package var counts: [Int]

    static let bins = 10

    init(sorted: [Double]) {
        lower = sorted.first ?? 0
        upper = sorted.last ?? 0
        counts = [Int](repeating: 0, count: Self.bins)
        let width = (upper - lower) / Double(Self.bins)
        guard width > 0, width.isFinite else {
            counts = [sorted.count]
            return
        }
        for value in sorted {
            // The largest value belongs to the last stretch.
            counts[min(Self.bins - 1, Int((value - lower) / width))] += 1
        }
    }
}

/// The most frequent values of a column, most frequent first, equally frequent ones in the column's order.
package struct ValueSummary: Codable, Sendable, Equatable {
    package struct Entry: Codable, Sendable, Equatable {
        package var value: String
        package var rows: Int
    }

    package var top: [Entry]
    /// Different values beyond those, and their rows.
    package var otherValues: Int
    package var otherRows: Int

    private enum CodingKeys: String, CodingKey {
        case top
        case otherValues = "other_values"
        case otherRows = "other_rows"
    }

    /// As many values as are listed one by one.
    static let limit = 20

    init(_ column: CategoryColumn) {
        let counts = column.counts
        let order = counts.indices.filter { counts[$0] > 0 }.sorted { left, right in
            counts[left] != counts[right] ? counts[left] > counts[right] : left < right
        }
        top = order.prefix(Self.limit).map { Entry(value: column.levels[$0], rows: counts[$0]) }
        let rest = order.dropFirst(Self.limit)
        otherValues = rest.count
        otherRows = rest.reduce(0) { $0 + counts[$1] }
    }
}
