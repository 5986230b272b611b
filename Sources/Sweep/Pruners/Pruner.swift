import Spec

/// Decides which trials of a sweep are not worth finishing.
///
/// Trials are judged in *cohorts*: the trials of a cohort train to the next rung together, then all of them
/// are judged at once, from their values at that rung. Cohorts follow one another, and a cohort also sees the
/// values that all earlier ones had at the rung. So the judgment is a function of fixed sets of values, the
/// same for any number of jobs and after any kill.
///
/// An epoch after which the objective has no new value yet, because not every epoch validates, waits for the next one
/// that does; whoever runs the sweep sees to it.
///
/// Lifetime: read once with the specification; `rungs` is called once for each trial, `stopped` once for each
/// cohort and rung, in the order of epochs, on one thread. `maximum` is the same in all calls of a sweep: the
/// last epoch of its longest trial.
package protocol Pruner: SpecComponent {
    /// How many trials are judged together at most; nil where no trial is ever stopped, so that none waits
    /// for another. A generation of the sampler that is smaller is a cohort of its own.
    func cohort(maximum: Int) -> Int?

    /// The epochs after which the trial with this number is judged, ascending, each from 1 to `maximum` −
    /// 1.
    func rungs(of trial: Int, maximum: Int) -> [Int]

    /// The numbers of the trials of the cohort to be stopped at a rung, ascending.
    func stopped(at rung: Rung) -> [Int]
}

/// Everything known at one rung of one cohort.
package struct Rung: Sendable {
    /// After which epoch.
    package let epoch: Int
    /// The last epoch of the longest trial.
    package let maximum: Int
    /// The trials of the cohort that are judged here (those with this rung that are still running), by
    /// number.
    package let cohort: [RungValue]
    /// The trials of earlier cohorts that were judged here, by number.
    package let earlier: [RungValue]

    package init(epoch: Int, maximum: Int, cohort: [RungValue], earlier: [RungValue] = []) {
        self.epoch = epoch
        self.maximum = maximum
        self.cohort = cohort.sorted { $0.trial < $1.trial }
        self.earlier = earlier.sorted { $0.trial < $1.trial }
    }
}

/// The objective of a trial at a rung.
package struct RungValue: Sendable, Equatable {
    package let trial: Int
    /// As measured; not-a-number where there is none.
    package let value: Double
    /// Less is better; what is not finite is worse than anything.
    package let cost: Double

    package init(trial: Int, value: Double, objective: Objective) {
        self.trial = trial
        self.value = value
        cost = value.isFinite ? objective.cost(value) : .infinity
    }

    /// Best first, equals by number.
    package static func ranked(_ values: [RungValue]) -> [RungValue] {
        values.sorted { ($0.cost, $0.trial) < ($1.cost, $1.trial) }
    }
}
