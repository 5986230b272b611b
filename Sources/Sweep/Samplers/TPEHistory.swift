import Foundation

/// The known points, split into good and bad ones.
struct TPEHistory {
    /// Best tenth, by number.
    private let good: [Observation]
    /// The others, by number.
    private let bad: [Observation]
    /// Points proposed but not known yet: they count as bad.
    var pending: [SpacePoint] = []

    let knownCount: Int

    init(_ observations: [Observation], _ settings: TPESettings) {
        let ranked = Observation.ranked(observations)
        let share = Int((settings.goodShare * Double(ranked.count)).rounded(.up))
        let possible = ranked.count { $0.ending != .failed }
        let count = min(share, settings.mostGood, possible)
        good = ranked.prefix(count).sorted { $0.number < $1.number }
        bad = ranked.dropFirst(count).sorted { $0.number < $1.number }
        knownCount = possible
    }

    /// The good points in which all dimensions of a group count: their coordinates, with their weights.
    func good(in group: [Int]) -> (points: [[Double]], weights: [Double]) {
        let points = Self.coordinates(good.map(\.point), group)
        return (points, Self.weights(points.count))
    }

    func bad(in group: [Int]) -> (points: [[Double]], weights: [Double]) {
        let points = Self.coordinates(bad.map(\.point) + pending, group)
        return (points, Self.weights(points.count))
    }

    private static func coordinates(_ points: [SpacePoint], _ group: [Int]) -> [[Double]] {
        points.compactMap { point in
            let own = group.compactMap { point.indices.contains($0) ? point[$0] : nil }
            return own.count == group.count ? own : nil
        }
    }

    /// The last 25 points weigh 1, those before ever less: from 1/n for the first in equal steps.
    static func weights(_ count: Int) -> [Double] {
        let old = count - 25
        guard old > 0 else { return [Double](repeating: 1, count: count) }
        let least = 1 / Double(count)
        let ramp = (0..<old).map { index in
            old == 1 ? least : least + (1 - least) * Double(index) / Double(old - 1)
        }
        return ramp + [Double](repeating: 1, count: 25)
    }
}
