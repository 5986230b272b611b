import Machine
import Synchronization

/// Picks models one after another, with replacement: each time the one that makes the mean of all picks best.
///
///     picks: []  →  for i in 1…size: add argbest over models m of value(mean of the picks and m)
///
/// What counts are the first picks with the best value of all. The earlier one of equally good models is picked, and of
/// equally good numbers of picks the smaller one: candidates come best first.
///
/// - Source: Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of models", 2004
package struct GreedySelection {
    /// The picks that count.
    package private(set) var picks: [Int] = []
    /// What the mean of the first one, two … picks reaches; NaN where it is not defined.
    package private(set) var curve: [Double] = []
    /// What each model reaches alone.
    package private(set) var alone: [Double] = []

    /// - Parameters:
    ///   - candidates: of each model what it predicts for the rows of each part
    ///   - size: picks to try
    ///   - isHigherBetter: whether the greater of two values is to be preferred
    ///   - workers: threads; none of them changes what is picked
    ///   - value: what predictions for the parts reach; called from several threads at once
    package init(
        _ candidates: [[[Double]]], size: Int, workers: Int = 1, isHigherBetter: Bool,
        value: @Sendable ([[Double]]) -> Double
    ) {
        guard let first = candidates.first else { return }
        var sums = first.map { [Double](repeating: 0, count: $0.count) }
        var all: [Int] = []
        var best: (count: Int, value: Double)?
        for _ in 0..<size {
            let found = Mutex([Double](repeating: .nan, count: candidates.count))
            let (before, count) = (sums, Double(all.count + 1))
            concurrentPerform(candidates.count, workers: workers) { place in
                let means = zip(before, candidates[place]).map { sum, own in
                    zip(sum, own).map { ($0 + $1) / count }
                }
                let reached = value(means)
                found.withLock { $0[place] = reached }
            }
            let values = found.withLock { $0 }
            if all.isEmpty { alone = values }
            guard let pick = Self.best(values, isHigherBetter) else { break }
            all.append(pick)
            curve.append(values[pick])
            for part in sums.indices {
                for place in sums[part].indices { sums[part][place] += candidates[pick][part][place] }
            }
            if best.map({ Self.isBetter(values[pick], $0.value, isHigherBetter) }) ?? true {
                best = (all.count, values[pick])
            }
        }
        picks = Array(all.prefix(best?.count ?? 0))
    }

    /// Chosen models by their places, with how often each was picked; the greatest weight first.
    var chosen: [(place: Int, picks: Int)] {
        let counts = picks.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        return counts.map { (place: $0.key, picks: $0.value) }.sorted {
            ($1.picks, $0.place) < ($0.picks, $1.place)
        }
    }

    /// The first of the best; nil when none is a number.
    private static func best(_ values: [Double], _ isHigherBetter: Bool) -> Int? {
        var best: Int?
        for (place, value) in values.enumerated() where !value.isNaN {
            if best.map({ isBetter(value, values[$0], isHigherBetter) }) ?? true { best = place }
        }
        return best
    }

    private static func isBetter(_ value: Double, _ other: Double, _ isHigherBetter: Bool) -> Bool {
        isHigherBetter ? value > other : value < other
    }
}
