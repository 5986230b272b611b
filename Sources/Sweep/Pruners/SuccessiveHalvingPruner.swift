import Spec

package struct SuccessiveHalvingPruner: Pruner {
    package static let name = "successive_halving"
    package static let about = """
        Of a cohort, only the best go on at each rung, each time for longer.

            rung k comes after min_resource · η^(skip + k) epochs,   η = reduction_factor
            of the n trials there the best max(1, ⌊n / η⌋) go on

        With the defaults and 27 trials, 9 train longer than one epoch, 3 longer than three, one longer than
        nine.

        - Limits: ties go by trial number; values that are not finite are last
        - Source: K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter
          optimization", 2016, algorithm 1
        """
    private let rule: HalvingRule

    package init(reading fields: inout FieldReader) {
        rule = HalvingRule(reading: &fields, factor: 3, cohort: 27)
    }

    package init(minResource: Int = 1, reductionFactor: Int = 3, skip: Int = 0, cohort: Int = 27) {
        rule = HalvingRule(
            minResource: minResource, reductionFactor: reductionFactor, skip: skip, cohort: cohort)
    }

    package func cohort(maximum: Int) -> Int? { rule.cohort }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { rule.rungs(maximum: maximum) }

    package func stopped(at rung: Rung) -> [Int] { rule.geometric.beyondBest(rung.cohort) }
}
