import Kernels

/// Where the values of a row loop lie: as few slots as there are values needed at the same time, so that a group of
/// trials stays in the first-level cache. A step may write over what it is the last one to read. The product's outputs
/// are the first slots.
struct RowLoopSlots {
    private(set) var count: Int
    /// By step.
    private var slots: [Int]

    init(_ loop: RowLoopInstruction) {
        count = loop.outputs
        slots = Array(repeating: 0, count: loop.steps.count)
        // A step that is computed together with an earlier one reads and writes when that one does.
        var moments = Array(loop.steps.indices)
        var partners = loop.sharedExponentials
        for (first, second) in partners { moments[second] = first }
        let lastUses = Self.lastUses(loop, moments)
        var free: [Int] = []
        func release(_ values: [RowLoopInstruction.Operand], after moment: Int, _ slots: [Int]) {
            for value in Set(values) where lastUses[value] == moment {
                if case .product(let output) = value { free.append(output) }
                if case .step(let step) = value { free.append(slots[step]) }
            }
            free.sort(by: >)
        }
        for moment in loop.steps.indices where moments[moment] == moment {
            let together = [moment] + (partners.removeValue(forKey: moment).map { [$0] } ?? [])
            release(together.flatMap { loop.steps[$0].operands }, after: moment, slots)
            for step in together {
                if free.isEmpty {
                    free.append(count)
                    count += 1
                }
                slots[step] = free.removeLast()
            }
            release(together.map { .step($0) }, after: moment, slots)
        }
    }

    /// The step after which a value is not read any more; missing for results.
    private static func lastUses(
        _ loop: RowLoopInstruction, _ moments: [Int]
    ) -> [RowLoopInstruction.Operand: Int] {
        var uses: [RowLoopInstruction.Operand: Int] = [:]
        for (index, step) in loop.steps.enumerated() {
            uses[.step(index)] = moments[index]
            for operand in step.operands { uses[operand] = max(uses[operand] ?? 0, moments[index]) }
        }
        for result in loop.sums + loop.gradients + loop.stores {
            for value in result.values { uses[value] = nil }
        }
        return uses
    }

    func slot(_ value: RowLoopInstruction.Operand) -> Int {
        switch value {
        case .product(let output): output
        case .step(let step): slots[step]
        default: 0
        }
    }
}
