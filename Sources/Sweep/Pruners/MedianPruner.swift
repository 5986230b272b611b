import Spec

package struct MedianPruner: Pruner {
    package static let name = "median"
    package static let about = """
        Stops trials that are worse than the median at the same point of training.

            at each rung: stopped when cost > median of all costs there, earlier cohorts included

        The same as `{percentile: 50}`.

        - Limits: a trial without a finite value is stopped
        - Source: D. Golovin et al., "Google Vizier", 2017, section 3.2.2; Optuna's `MedianPruner`, see
          `percentile` for where we differ
        """
    private let rule: PercentileRule

    package init(reading fields: inout FieldReader) {
        rule = PercentileRule(percentile: 50, reading: &fields)
    }

    package init(startupTrials: Int = 5, warmup: Int = 0, interval: Int = 1, cohort: Int = 64) {
        rule = PercentileRule(
            percentile: 50, startupTrials: startupTrials,
            rungs: EvenRungs(warmup: warmup, interval: interval, cohort: cohort))
    }

    package func cohort(maximum: Int) -> Int? { rule.rungs.cohort }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { rule.rungs.rungs(maximum: maximum) }

    package func stopped(at rung: Rung) -> [Int] { rule.stopped(at: rung) }
}
