/// Which of the loops that could be are made.
extension RowLoopPattern {
    /// Shorter batches are done before blocks of rows save anything.
    private static let smallestBatch = 32
    /// Values of a batch from which on they do not stay in the second-level cache from one instruction to the next.
    /// Below it a loop of its own costs a regression more than it saves.
    private static let cachedValueCount = 1 << 18
    /// Rows of more features leave no room for a block of them in the second-level cache.
    private static let largestFeatureCount = 1024
    /// Numbers of the gradients' partial sums, one for each block of rows, at most.
    private static let largestPartialCount = 1 << 21

    /// All loops over rows that pay; no node is in two. Narrow ones come first: whether there is one must not depend on
    /// the cost of another.
    static func all(in analysis: BodyAnalysis, _ use: CompileOptions.RowLoops) -> [RowLoopPattern] {
        if use == .never { return [] }
        let candidates = analysis.body.nodes.indices.compactMap { RowLoopPattern($0, analysis) }
        var taken: Set<Int> = []
        var result: [RowLoopPattern] = []
        for pattern in candidates.filter(\.isNarrow) + candidates.filter({ !$0.isNarrow }) {
            guard use == .always || pattern.pays(analysis), taken.isDisjoint(with: pattern.nodes),
                !pattern.waitsForItself(among: result)
            else { continue }
            taken.formUnion(pattern.nodes)
            result.append(pattern)
        }
        return result
    }

    /// A narrow loop is taken whatever the batch and the stack, because it has an order of its own. For any other it is
    /// a matter of time alone: it saves what reductions over a few neighbors cost, and the way of a batch's values
    /// through the caches.
    private func pays(_ analysis: BodyAnalysis) -> Bool {
        if isNarrow { return true }
        guard batch >= Self.smallestBatch, features <= Self.largestFeatureCount else { return false }
        let blocks = (batch + RowLoopInstruction.wideBlockRows - 1) / RowLoopInstruction.wideBlockRows
        guard blocks * trials * gradients.count * outputs * features <= Self.largestPartialCount else {
            return false
        }
        // A softmax has two: the largest output and the sum of the exponentials.
        let reductions = members.count { reducesOutputs($0, analysis) }
        return reductions >= 2 || (!members.isEmpty && batch * outputs >= Self.cachedValueCount)
    }

    /// Whether the loop would read what other loops compute, which in turn read what it computes.
    private func waitsForItself(among others: [RowLoopPattern]) -> Bool {
        var reached: Set<Int> = []
        var waiting = [self]
        while let loop = waiting.popLast() {
            for other in others where !reached.contains(other.product) && loop.reads(other) {
                if other.reads(self) { return true }
                reached.insert(other.product)
                waiting.append(other)
            }
        }
        return false
    }

    private func reads(_ other: RowLoopPattern) -> Bool {
        externalInputs.contains { other.dependents[$0] }
    }
}
