/// How much of the objective's variation a swept parameter explains by itself.
///
///     a forest of 32 regression trees, each grown on as many trials drawn with replacement;
///     importance of d = mean over trees of Var(f_d) / Var(f), divided by the sum over all parameters
///
/// The variance is taken over the whole search space with every value of a domain equally probable on its
/// scale, whatever points the sampler preferred.
///
/// - Limits: completed trials only, evenly thinned to 500; nil for fewer than 4, or when all objectives are
///   equal. What parameters explain only together counts for none of them. A parameter that does not count in
///   a trial takes the middle of its range there. Zipped parameters are one, and so is a parameter that several
///   grids have: its share is the sum of theirs
/// - Source: F. Hutter, H. Hoos, K. Leyton-Brown, "An efficient approach for assessing hyperparameter
///   importance", 2014
package struct ParameterImportance: Sendable, Equatable {
    /// The parameters, several when they are zipped.
    package let paths: [String]
    /// From 0 to 1; all of a sweep sum to 1.
    package let share: Double

    private static let treeCount = 32
    private static let mostTrials = 500

    /// The most important first, equals in the order declared; nil where it cannot be said.
    package static func all(
        of outcomes: [TrialOutcome], in space: SearchSpace, objective: Objective
    ) -> [ParameterImportance]? {
        let completed = Observation.merged(outcomes, objective).filter { $0.ending == .completed }
        guard completed.count >= 4 else { return nil }
        let step = max(1, (completed.count + mostTrials - 1) / mostTrials)
        let used = stride(from: 0, to: completed.count, by: step).map { completed[$0] }
        let points = used.map { unitPoint($0.point, space) }
        guard let shares = mainEffects(points, used.map(\.cost)) else { return nil }
        let named = zip(space.dimensions, shares).filter { !$0.0.parameters.isEmpty }
        let total = named.reduce(0) { $0 + $1.1 }
        guard total > 0 else { return nil }
        var all: [ParameterImportance] = []
        for (dimension, share) in named {
            let paths = dimension.parameters.map(\.path)
            let place = all.firstIndex { $0.paths == paths }
            let before = place.map { all[$0].share } ?? 0
            let merged = ParameterImportance(paths: paths, share: before + share / total)
            if let place { all[place] = merged } else { all.append(merged) }
        }
        return all.enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }
            .map(\.element)
    }

    private static func mainEffects(_ points: [[Double]], _ costs: [Double]) -> [Double]? {
        let random = SamplerRandom(seed: 0)
        var sums = [Double](repeating: 0, count: points.first?.count ?? 0)
        var isKnown = false
        for tree in 0..<treeCount {
            let rows = points.indices.map { row in
                let share = random.uniform(number: tree, dimension: row)
                return min(Int(share * Double(points.count)), points.count - 1)
            }
            let grown = RegressionTree(points: points, values: costs, rows: rows)
            guard let effects = grown.mainEffects() else { continue }
            isKnown = true
            for (index, effect) in effects.enumerated() { sums[index] += effect }
        }
        return isKnown ? sums : nil
    }

    /// Coordinates as shares of their scales: the middle of the stretch that a value stands for.
    private static func unitPoint(_ point: SpacePoint, _ space: SearchSpace) -> [Double] {
        zip(space.dimensions, point).map { dimension, coordinate in
            guard let coordinate else { return 0.5 }
            switch dimension.kind {
            case .categorical(let weights):
                return (coordinate + 0.5) / Double(weights.count)
            case .ordered(let count):
                return (coordinate + 0.5) / Double(count)
            case .interval(let interval):
                let edges = interval.scaledEdges
                guard edges.upper > edges.lower else { return 0.5 }
                let share = (interval.scaled(coordinate) - edges.lower) / (edges.upper - edges.lower)
                return min(max(share, 0), 1)
            }
        }
    }
}
