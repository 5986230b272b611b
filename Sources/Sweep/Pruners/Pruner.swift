import Spec

/// Decides which trials of a sweep are not worth finishing.
///
/// Trials are judged in *cohorts*: the trials of a cohort train to the next rung together, then all of them are judged
/// at once, from their values at that rung. Cohorts follow one another, and a cohort also sees the values that all
/// earlier ones had at the rung. So the judgement is a function of fixed sets of values, the same for any number of jobs
/// and after any kill.
///
/// Lifetime: read once with the specification; `rungs` is called once for each trial, `stopped` once for each cohort and
/// rung, in order of resource, on one thread.
package protocol Pruner: SpecComponent {
    /// How many trials are judged together at most; nil where no trial is ever stopped. A generation of the sampler that is smaller is a cohort of
    /// its own.
    var cohort: Int? { get }

    /// The resources after which a trial is judged, ascending, each from 1 to `maximum` − 1: `maximum` is the resource of
    /// a whole trial.
    func rungs(of trial: Int, maximum: Int) -> [Int]

    /// The numbers of the trials of the cohort to be stopped at a rung.
    func stopped(at rung: Rung) -> [Int]
}

/// Everything known at one rung of one cohort.
package struct Rung: Sendable {
    /// After how much of the resource.
    package let resource: Int
    /// The resource of a whole trial.
    package let maximum: Int
    /// The trials of the cohort that are judged here (those with this rung that are still running), by number.
    package let cohort: [RungCost]
    /// The trials of earlier cohorts that have a value here, by number.
    package let earlier: [RungCost]

    package init(resource: Int, maximum: Int, cohort: [RungCost], earlier: [RungCost] = []) {
        self.resource = resource
        self.maximum = maximum
        self.cohort = cohort.sorted { $0.trial < $1.trial }
        self.earlier = earlier.sorted { $0.trial < $1.trial }
    }
}

/// The cost of a trial at a rung: less is better, what is not finite is worse than anything.
package struct RungCost: Sendable, Equatable {
    package let trial: Int
    package let cost: Double

    package init(trial: Int, cost: Double) {
        self.trial = trial
        self.cost = cost.isFinite ? cost : .infinity
    }

    /// Best first, equals by number.
    package static func ranked(_ costs: [RungCost]) -> [RungCost] {
        costs.sorted { ($0.cost, $0.trial) < ($1.cost, $1.trial) }
    }
}
