extension RunMetrics {
    /// What each member of an ensemble gives by itself.
    package struct Members: Codable, Equatable, Sendable {
        package var count: Int
        /// What they share: tabm, mini or none.
        package var share: String
        /// Split name → the loss of each member; a loss that is not a number is null.
        package var losses: [String: [Double?]]

        package init(count: Int, share: String, losses: [String: [Double?]]) {
            self.count = count
            self.share = share
            self.losses = losses
        }

        /// The lowest, the mean and the highest loss; nil where one is not a number.
        package func range(of split: String) -> (low: Double, mean: Double, high: Double)? {
            let all = losses[split] ?? []
            let known = all.compactMap(\.self)
            guard known.count == all.count, let low = known.min(), let high = known.max() else { return nil }
            return (low, known.reduce(0, +) / Double(known.count), high)
        }
    }

    /// The members of all folds of a cross-validation, one fold's after another's.
    private var membersOfFolds: Members? {
        let each = (crossValidation?.folds ?? []).compactMap(\.members).filter { !$0.losses.isEmpty }
        guard var all = each.first else { return nil }
        for fold in each.dropFirst() { all.losses.merge(fold.losses) { $0 + $1 } }
        return all
    }

    /// Every member there is: those of the model, or those of all folds.
    package var allMembers: Members? { members ?? membersOfFolds }

    /// The split that members are shown on: the one that decided, else the first there is.
    package var memberSplit: String? {
        guard let members = allMembers else { return nil }
        return ["val", "test", "train"].first { members.losses[$0] != nil }
    }
}
