/// Which trials are trained together.
enum StackGrouping {
    /// Groups trials that can share a stack, in the order of trials, and cuts the groups to what memory and time allow.
    static func stacks(_ trials: [ResolvedTrial], jobs: Int, memory: Int) -> [[ResolvedTrial]] {
        var order: [String] = []
        var groups: [String: [ResolvedTrial]] = [:]
        for trial in trials {
            let key = trial.stackKey ?? "alone \(trial.number)"
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(trial)
        }
        return order.flatMap { key -> [[ResolvedTrial]] in
            let group = groups[key] ?? []
            let width = group.first?.cost.width(of: group.count, jobs: jobs, memory: memory) ?? 1
            return stride(from: 0, to: group.count, by: width).map {
                Array(group[$0..<min($0 + width, group.count)])
            }
        }
    }
}
