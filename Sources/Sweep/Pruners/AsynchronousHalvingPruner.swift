import Spec

package struct AsynchronousHalvingPruner: Pruner {
    package static let name = "asha"
    package static let about = """
        Successive halving against the trials numbered before.

            rung k comes after min_resource · η^(skip + k) epochs,   η = reduction_factor
            trial k goes on when it is among the best max(1, ⌊n / η⌋) of the n trials
            up to number k there, those of earlier cohorts included

        The published algorithm compares a trial with those that came to the rung before it in time, so that
        no trial waits. Here order in time is replaced by the order of numbers, so that a sweep is the same
        however it is run.

        - Limits: ties go by trial number; values that are not finite are last; as published, early trials
          are judged mildly, because they have few to be compared with
        - Source: L. Li et al., "A system for massively parallel hyperparameter tuning", 2020, algorithm 2
        """
    private let rule: HalvingRule

    package init(reading fields: inout FieldReader) {
        rule = HalvingRule(reading: &fields, factor: 4, cohort: 16)
    }

    package init(minResource: Int = 1, reductionFactor: Int = 4, skip: Int = 0, cohort: Int = 16) {
        rule = HalvingRule(
            minResource: minResource, reductionFactor: reductionFactor, skip: skip, cohort: cohort)
    }

    package func cohort(maximum: Int) -> Int? { rule.cohort }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { rule.rungs(maximum: maximum) }

    package func stopped(at rung: Rung) -> [Int] {
        var known = rung.earlier
        var stopped: [Int] = []
        for value in rung.cohort {
            known.append(value)
            if rule.geometric.beyondBest(known).contains(value.trial) { stopped.append(value.trial) }
        }
        return stopped
    }
}
