import Spec

/// Fields of pruners whose rungs grow by a factor.
struct GeometricRungs {
    let least: Int
    let factor: Int

    init(reading fields: inout FieldReader, default standard: Int) {
        least = fields.int(
            "min_resource", default: 1, in: .greaterOrEqual(1),
            "Evaluations (epochs) before the first judgment.")
        factor = fields.int(
            "reduction_factor", aliases: ["eta"], default: standard, in: .greaterOrEqual(2),
            "From rung to rung the resource grows by this factor, and the number of trials shrinks by it.")
    }

    init(least: Int, factor: Int) {
        self.least = least
        self.factor = factor
    }

    /// least, least · factor, least · factor², … below the maximum; the first `skipped` left out.
    func rungs(maximum: Int, skipping skipped: Int = 0) -> [Int] {
        var rungs: [Int] = []
        var resource = least
        while resource < maximum {
            rungs.append(resource)
            let (next, overflow) = resource.multipliedReportingOverflow(by: factor)
            if overflow { break }
            resource = next
        }
        return Array(rungs.dropFirst(skipped))
    }

    /// The trials beyond the best ⌊n / factor⌋ of n, but at least one goes on.
    func beyondBest(_ values: [RungValue]) -> [Int] {
        let kept = max(1, values.count / factor)
        return RungValue.ranked(values).dropFirst(kept).map(\.trial).sorted()
    }
}

/// The rule of `successive_halving` and `asha`: which rungs there are, and how many trials are judged together.
struct HalvingRule {
    let geometric: GeometricRungs
    private let skipped: Int
    let cohort: Int

    init(reading fields: inout FieldReader, factor: Int, cohort: Int) {
        geometric = GeometricRungs(reading: &fields, default: factor)
        skipped = fields.int(
            "skip", default: 0, in: .nonNegative,
            "How many rungs are left out at the beginning: the more, the more cautious.")
        self.cohort = CohortField.read(&fields, default: cohort)
    }

    init(minResource: Int, reductionFactor: Int, skip: Int, cohort: Int) {
        geometric = GeometricRungs(least: minResource, factor: reductionFactor)
        skipped = skip
        self.cohort = cohort
    }

    func rungs(maximum: Int) -> [Int] { geometric.rungs(maximum: maximum, skipping: skipped) }
}
