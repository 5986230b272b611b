/// How the numbers of a parameter array are spread: counts in buckets of equal width.
///
/// - Limits: values that are not finite are left out; equal values fall into one bucket of width 10⁻⁹ or a billionth of
///   their size; no values at all give no histogram
struct WeightHistogram {
    private(set) var histogram = Assay_Tensorboard_Histogram()

    /// As many as TensorBoard's own writers use.
    static let buckets = 30

    init?(_ values: [Double]) {
        let finite = values.filter(\.isFinite)
        guard let least = finite.min(), let most = finite.max() else { return nil }
        histogram.min = least
        histogram.max = most
        histogram.num = Double(finite.count)
        histogram.sum = finite.reduce(0, +)
        histogram.sumSquares = finite.reduce(0) { $0 + $1 * $1 }
        let width = (most - least) / Double(Self.buckets)
        guard width > 0, width.isFinite, least + width > least else {
            histogram.bucketLimit = [least, least + max(1e-9, abs(least) * 1e-9)]
            histogram.bucket = [0, Double(finite.count)]
            return
        }
        var counts = [Double](repeating: 0, count: Self.buckets)
        for value in finite {
            counts[min(Self.buckets - 1, Int((value - least) / width))] += 1
        }
        // The first bucket ends where the numbers begin: readers take each bucket to begin at the end of the one
        // before.
        histogram.bucketLimit = [least] + (1..<Self.buckets).map { least + width * Double($0) } + [most]
        histogram.bucket = [0] + counts
    }

    func value(tag: String) -> Assay_Tensorboard_Summary.Value {
        var value = Assay_Tensorboard_Summary.Value()
        value.tag = tag
        value.histo = histogram
        return value
    }
}
