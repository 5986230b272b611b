import Spec

package struct HyperbandPruner: Pruner {
    package static let name = "hyperband"
    package static let about = """
        Several successive halvings that differ in how early they begin to stop trials.

            s_max = ⌊log_η(R / min_resource)⌋,   R: the longest trial's epochs,   η = reduction_factor
            bracket s = s_max … 0:  ⌈(s_max + 1) / (s + 1) · η^s⌉ trials,
            rungs after ⌊R / η^s⌋, …, ⌊R / η⌋;  of the n trials there the best max(1, ⌊n / η⌋) go on

        Trials take their brackets by number, all of bracket s_max first, and so on in a circle. With 27
        epochs and the defaults a round has 27, 12, 6 and 4 trials.

        - Limits: bracket 0 never stops a trial; ties go by trial number; values that are not finite are
          last; a cohort smaller than a round leaves brackets incomplete, and they are then halved as they
          are
        - Source: L. Li et al., "Hyperband: a novel bandit-based approach to hyperparameter optimization",
          2018, algorithm 1
        """
    private let geometric: GeometricRungs
    private let size: Int?

    package init(reading fields: inout FieldReader) {
        geometric = GeometricRungs(reading: &fields, default: 3)
        size = fields.optionalInt(
            "cohort", in: .closed(1, 100_000),
            "How many trials train side by side and are judged together; left out: one round of all brackets."
        )
    }

    package init(minResource: Int = 1, reductionFactor: Int = 3, cohort: Int? = nil) {
        geometric = GeometricRungs(least: minResource, factor: reductionFactor)
        size = cohort
    }

    package func cohort(maximum: Int) -> Int? { size ?? bracketSizes(maximum: maximum).reduce(0, +) }

    package func rungs(of trial: Int, maximum: Int) -> [Int] {
        rungs(ofBracket: bracket(of: trial, maximum: maximum), maximum: maximum)
    }

    package func stopped(at rung: Rung) -> [Int] {
        let brackets = 0...mostHalvings(maximum: rung.maximum)
        return brackets.flatMap { bracket in
            let members = rung.cohort.filter { self.bracket(of: $0.trial, maximum: rung.maximum) == bracket }
            return members.isEmpty ? [] : geometric.beyondBest(members)
        }.sorted()
    }

    /// Brackets with more trials are left out.
    private static let mostTrials = 100_000

    /// s_max.
    private func mostHalvings(maximum: Int) -> Int {
        var resource = maximum / geometric.factor
        var count = 0
        var power = 1
        while resource >= geometric.least, power <= Self.mostTrials / geometric.factor {
            count += 1
            power *= geometric.factor
            resource /= geometric.factor
        }
        return count
    }

    /// How many trials the brackets have, in the order s_max … 0.
    private func bracketSizes(maximum: Int) -> [Int] {
        let most = mostHalvings(maximum: maximum)
        var power = 1
        var sizes: [Int] = []
        for bracket in 0...most {
            sizes.append(((most + 1) * power + bracket) / (bracket + 1))
            if bracket < most { power *= geometric.factor }
        }
        return sizes.reversed()
    }

    /// The s of the bracket that a trial belongs to.
    func bracket(of trial: Int, maximum: Int) -> Int {
        let sizes = bracketSizes(maximum: maximum)
        var rest = trial % sizes.reduce(0, +)
        for (index, size) in sizes.enumerated() {
            if rest < size { return sizes.count - 1 - index }
            rest -= size
        }
        return 0
    }

    private func rungs(ofBracket bracket: Int, maximum: Int) -> [Int] {
        var resources: [Int] = []
        var resource = maximum
        for _ in 0..<bracket {
            resource /= geometric.factor
            resources.append(resource)
        }
        return resources.reversed()
    }
}
