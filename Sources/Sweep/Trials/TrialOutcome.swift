/// How a trial ended.
package enum TrialStatus: String, Sendable, CaseIterable {
    case completed
    /// Stopped by the pruner.
    case pruned
    /// Its loss stopped being a finite number.
    case diverged
    /// An error, out of memory included.
    case failed
}

/// The objective after some training: the resource is counted in evaluations (epochs) from 1.
package struct IntermediateValue: Sendable, Equatable {
    package let resource: Int
    package let value: Double

    package init(resource: Int, value: Double) {
        self.resource = resource
        self.value = value
    }
}

/// A trial and what came of it.
package struct TrialOutcome: Sendable, Equatable {
    package let point: TrialPoint
    package let status: TrialStatus
    /// The objective as measured, whether it is to be small or large; nil where there is none.
    package let objective: Double?
    /// The objective on the way, in order of resource.
    package let intermediates: [IntermediateValue]

    package init(
        point: TrialPoint, status: TrialStatus, objective: Double?, intermediates: [IntermediateValue] = []
    ) {
        self.point = point
        self.status = status
        self.objective = objective
        self.intermediates = intermediates
    }
}
