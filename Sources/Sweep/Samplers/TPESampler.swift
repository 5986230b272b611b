import Foundation
import Spec

package struct TPESampler: Sampler {
    package static let name = "tpe"
    package static let about = """
        Draws where good points are dense and bad ones are not.

            n points known: the best ⌈0.1 n⌉, at most 25, are good, the others bad
            l(x), g(x): densities of good and bad points, mixtures of one kernel per point and
            the prior
            next point: of `candidates` draws from l, the one with the greatest l(x) / g(x)

        The tree-structured Parzen estimator. Parameters that always count together are drawn together (one
        kernel spans all of them), so that their interplay is seen; each condition opens a group of its own,
        which looks at the points where it counted.

        Points of one generation are proposed from the same outcomes and can be trained at once. So that
        they differ, each point proposed counts as a bad one for those after it (constant liar). With
        `generation: 1` every outcome helps the next point; where trials are cheap, `generation: 8` with
        more trials is quicker, because a generation trains as one stack and on all cores. The points drawn
        at random at the beginning are one generation in any case.

        - Limits: failed trials are bad points; pruned ones are ranked below completed ones, those stopped
          later first; ties go by number. A point forbidden by the constraints is drawn again, at most
          10,000 times
        - Errors: the sweep ends when the constraints hardly ever hold
        - Source: J. Bergstra et al., "Algorithms for hyper-parameter optimization", 2011; S. Falkner et
          al., "BOHB", 2018, for kernels over all parameters; S. Watanabe, "Tree-structured Parzen
          estimator: understanding its algorithm components", 2023, for weights and least widths. Defaults
          as in Optuna, where `ParzenEstimator` does not say otherwise
        """
    package static let primaryField: String? = "trials"
    package static let example: String? = "{tpe: 100}"
    package let trials: Int?
    package var generation: Int? { settings.generation }
    package var startup: Int { settings.startupTrials }
    private let settings: TPESettings

    package init(reading fields: inout FieldReader) {
        trials = fields.requiredInt("trials", in: .closed(1, 1_000_000), "How many points to draw.")
        var settings = TPESettings()
        settings.startupTrials = fields.int(
            "startup_trials", default: settings.startupTrials, in: .greaterOrEqual(1),
            "How many points are drawn at random before outcomes are looked at.")
        settings.candidates = fields.int(
            "candidates", default: settings.candidates, in: .closed(1, 10_000),
            "Draws from which each point is chosen.")
        settings.generation = fields.int(
            "generation", default: settings.generation, in: .closed(1, 10_000),
            "How many points are proposed at once, and can be trained at the same time.")
        settings.isMultivariate = fields.bool(
            "multivariate", default: settings.isMultivariate,
            "Whether parameters are drawn together, so that their interplay is seen.")
        self.settings = settings
    }

    package init(trials: Int, settings: TPESettings = TPESettings()) {
        self.trials = trials
        self.settings = settings
    }

    package func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag) {}

    package func points(
        _ numbers: Range<Int>, in space: SearchSpace, seed: UInt64, after observations: [Observation]
    ) throws(SamplingError) -> SampledPoints {
        var sampled = SampledPoints()
        var history = TPEHistory(observations, settings)
        let groups = Self.groups(of: space, together: settings.isMultivariate)
        for number in numbers {
            let drawn = try point(number, in: space, groups, history, SamplerRandom(seed: seed), seed)
            sampled.points.append(drawn.point)
            sampled.droppedCount += drawn.droppedCount
            history.pending.append(drawn.point)
        }
        return sampled
    }

    private func point(
        _ number: Int, in space: SearchSpace, _ groups: [[Int]], _ history: TPEHistory,
        _ random: SamplerRandom, _ seed: UInt64
    ) throws(SamplingError) -> (point: SpacePoint, droppedCount: Int) {
        guard history.knownCount >= settings.startupTrials else {
            return try RandomSampler.point(number, in: space, seed: seed)
        }
        var models: [Int: TPEGroup] = [:]
        for attempt in 0..<RandomSampler.attempts {
            var drawn: [Int: [Double]] = [:]
            let point = space.point { index in
                let group = groups.firstIndex { $0.contains(index) } ?? 0
                let members = groups[group]
                if drawn[group] == nil {
                    let model = models[group] ?? TPEGroup(members, space, history, settings)
                    models[group] = model
                    var stream = SamplerStream(
                        random, number: number, site: 1 << 20 + group, attempt: attempt)
                    drawn[group] = model.draw(&stream)
                }
                let position = members.firstIndex(of: index) ?? 0
                return drawn[group]?[position] ?? 0
            }
            if space.allows(point) { return (point, attempt) }
        }
        throw .constraintsHardlyHold(attempts: RandomSampler.attempts)
    }

    /// The dimensions that are drawn together: those that count under the same conditions, or each alone.
    static func groups(of space: SearchSpace, together: Bool) -> [[Int]] {
        guard together else { return space.dimensions.indices.map { [$0] } }
        var keys: [String] = []
        var groups: [[Int]] = []
        for (index, dimension) in space.dimensions.enumerated() {
            let conditions = dimension.conditions.map(\.resolvedNode.canonicalJSON).joined(separator: "\n")
            let key = (dimension.grid.map(String.init) ?? "") + "\n" + conditions
            if let known = keys.firstIndex(of: key) {
                groups[known].append(index)
            } else {
                keys.append(key)
                groups.append([index])
            }
        }
        return groups
    }
}

/// What the estimator can be told.
package struct TPESettings: Sendable {
    package var startupTrials = 10
    package var candidates = 24
    package var generation = 1
    package var isMultivariate = true
    /// The share of points that count as good, and their greatest number.
    package var goodShare = 0.1
    package var mostGood = 25
    /// Width of a kernel over d parameters, as a share of the range: scale · n^(−1 / (d + 4)).
    package var widthScale = 0.05
    /// Least width of such a kernel, as a share of the range: 1 / min(100, 2 + n)^exponent.
    package var leastWidthExponent = 2.0

    package init() {}
}
