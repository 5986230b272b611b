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

/// The objective after an epoch, counted from 1.
package struct TrialReport: Sendable, Equatable {
    package let epoch: Int
    package let value: Double

    package init(epoch: Int, value: Double) {
        self.epoch = epoch
        self.value = value
    }
}

/// A trial and what came of it.
package struct TrialOutcome: Sendable, Equatable {
    package let point: TrialPoint
    package let status: TrialStatus
    /// The objective as measured, whether it is to be small or large; nil where there is none.
    package let objective: Double?
    /// The objective on the way, in the order of epochs.
    package let reports: [TrialReport]

    package init(
        point: TrialPoint, status: TrialStatus, objective: Double?, reports: [TrialReport] = []
    ) {
        self.point = point
        self.status = status
        self.objective = objective
        self.reports = reports
    }
}
