/// A point that has been tried. Repeats of a point are one observation: its cost is their mean.
package struct Observation: Sendable, Equatable {
    /// How far the trial came.
    package enum Ending: Sendable, Equatable {
        case completed
        /// Stopped after this epoch.
        case pruned(epoch: Int)
        /// Failed, diverged, or without a finite objective.
        case failed
    }

    /// The number of the point in the sweep.
    package let number: Int
    package let point: SpacePoint
    package let ending: Ending
    /// Less is better; finite unless it failed.
    package let cost: Double

    package init(number: Int, point: SpacePoint, ending: Ending, cost: Double) {
        self.number = number
        self.point = point
        self.ending = cost.isFinite ? ending : .failed
        self.cost = cost.isFinite ? cost : .infinity
    }

    /// Best first: completed by cost; then pruned, those that came farther first, by cost; then failed.
    /// Equals by number.
    package static func ranked(_ observations: [Observation]) -> [Observation] {
        observations.sorted { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.cost != right.cost { return left.cost < right.cost }
            return left.number < right.number
        }
    }

    /// Completed, then pruned (farther first), then failed.
    private var rank: (Int, Int) {
        switch ending {
        case .completed: (0, 0)
        case .pruned(let epoch): (1, -epoch)
        case .failed: (2, 0)
        }
    }
}
