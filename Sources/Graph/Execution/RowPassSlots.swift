import Kernels

/// Where the values of a row pass lie: as few slots as there are values needed at the same time, so that a group of trials
/// stays in the first-level cache. A step may write over what it is the last one to read.
struct RowPassSlots {
    private(set) var count = 1
    /// By step.
    private var slots: [Int]

    init(_ pass: PlannedRowPass) {
        slots = Array(repeating: 0, count: pass.steps.count)
        // A step that is computed together with an earlier one reads and writes when that one does.
        var moments = Array(pass.steps.indices)
        for (first, second) in pass.logisticPartners { moments[second] = first }
        let lastUses = Self.lastUses(pass, moments)
        var free: [Int] = []
        func release(_ values: [PlannedRowPass.Operand], after moment: Int, _ slots: [Int]) {
            for value in Set(values) where lastUses[value] == moment {
                if case .product = value { free.append(0) }
                if case .step(let step) = value { free.append(slots[step]) }
            }
            free.sort(by: >)
        }
        for moment in pass.steps.indices where moments[moment] == moment {
            let together = pass.steps.indices.filter { moments[$0] == moment }
            release(together.flatMap { pass.steps[$0].operands }, after: moment, slots)
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
    private static func lastUses(_ pass: PlannedRowPass, _ moments: [Int]) -> [PlannedRowPass.Operand: Int] {
        var uses: [PlannedRowPass.Operand: Int] = [:]
        for (index, step) in pass.steps.enumerated() {
            uses[.step(index)] = moments[index]
            for operand in step.operands { uses[operand] = max(uses[operand] ?? 0, moments[index]) }
        }
        for result in pass.sums + pass.gradients + pass.stores { uses[result.value] = nil }
        return uses
    }

    func slot(_ value: PlannedRowPass.Operand) -> Int {
        if case .step(let step) = value { return slots[step] }
        return 0
    }
}

extension PlannedRowPass {
    /// Steps that share an exponential: the first of a pair leads to the second.
    var logisticPartners: [Int: Int] { SharedExponential.pairs(steps.map { ($0.code, $0.operands) }) }
}
