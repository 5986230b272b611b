import Spec

package struct PercentilePruner: Pruner {
    package static let name = "percentile"
    package static let about = """
        Stops trials that are not among the best share at the same point of training.

            at each rung: stopped when cost > percentile of all costs there, earlier cohorts included

        `{percentile: 25}` lets the best quarter go on.

        - Limits: a trial without a finite value is stopped
        - Source: the rule of Vizier's median stopping (Golovin et al., 2017) with another percentile, as
          Optuna's `PercentilePruner`; where that compares the best value so far with those of finished
          trials, this compares values at the same rung, of all trials that came there
        """
    package static let primaryField: String? = "percentile"
    package static let example: String? = "{percentile: 25}"
    private let rule: PercentileRule

    package init(reading fields: inout FieldReader) {
        let percentile = fields.requiredDouble(
            "percentile", in: .open(0, 100), "How many percent of the trials go on at a rung.")
        rule = PercentileRule(percentile: percentile, reading: &fields)
    }

    package init(
        percentile: Double, startupTrials: Int = 5, warmup: Int = 0, interval: Int = 1, cohort: Int = 64
    ) {
        rule = PercentileRule(
            percentile: percentile, startupTrials: startupTrials,
            rungs: EvenRungs(warmup: warmup, interval: interval, cohort: cohort))
    }

    package func cohort(maximum: Int) -> Int? { rule.rungs.cohort }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { rule.rungs.rungs(maximum: maximum) }

    package func stopped(at rung: Rung) -> [Int] { rule.stopped(at: rung) }
}

/// The rule of `percentile` and `median`.
struct PercentileRule {
    let percentile: Double
    let startupTrials: Int
    let rungs: EvenRungs

    init(percentile: Double, reading fields: inout FieldReader) {
        self.percentile = percentile
        startupTrials = fields.int(
            "startup_trials", default: 5, in: .greaterOrEqual(1),
            "How many trials must have a value at a rung before any is stopped there.")
        rungs = EvenRungs(reading: &fields)
    }

    init(percentile: Double, startupTrials: Int, rungs: EvenRungs) {
        self.percentile = percentile
        self.startupTrials = startupTrials
        self.rungs = rungs
    }

    func stopped(at rung: Rung) -> [Int] {
        let costs = (rung.earlier + rung.cohort).map(\.cost)
        let limit = costs.count >= startupTrials ? Self.limit(percentile, of: costs) : .infinity
        return rung.cohort.filter { $0.cost > limit || $0.cost == .infinity }.map(\.trial)
    }

    /// The greatest cost that goes on. Between two neighbors in sorted order it makes no difference where,
    /// because every cost judged is one of those sorted.
    private static func limit(_ percentile: Double, of costs: [Double]) -> Double {
        let sorted = costs.sorted()
        let position = Int(percentile / 100 * Double(sorted.count - 1))
        return sorted.indices.contains(position) ? sorted[position] : .infinity
    }
}
