/// One trial as it is to be run: which values it gives the swept keys.
///
/// Trials of a sweep are numbered from 0 in the order proposed. Each point is run `repeats` times: trial
/// number = point number · repeats + repeat index.
package struct TrialPoint: Sendable, Equatable {
    package enum Origin: String, Sendable {
        /// A known point, listed under `enqueue`.
        case enqueued
        /// A line of `trials`.
        case listed
        /// Proposed by the sampler.
        case sampled
    }

    /// The trial's number in the sweep.
    package let number: Int
    /// The point's number; trials that differ only in their seed share it.
    package let point: Int
    /// Which of the repeats of its point it is, from 0: it adds this to the experiment's seed.
    package let repetition: Int
    package let origin: Origin
    /// The values, in the order the parameters are declared; parameters that do not count are absent.
    package let assignments: [TrialAssignment]
    /// The point in the search space, for samplers; empty for a listed trial.
    package let coordinates: SpacePoint

    init(
        number: Int, point: Int, repetition: Int, origin: Origin, assignments: [TrialAssignment],
        coordinates: SpacePoint
    ) {
        self.number = number
        self.point = point
        self.repetition = repetition
        self.origin = origin
        self.assignments = assignments
        self.coordinates = coordinates
    }
}
