import Kernels

extension PlannedRowPass {
    /// Joins a product with the sum or difference that alone reads it into one fused multiply-add: one loop over the
    /// block less, and one rounding less.
    ///
    ///     (a · b) + c, c + (a · b) → a·b + c rounded once;  c − (a · b) → c − a·b rounded once
    mutating func fuseMultiplyAdds() {
        var readers = [Int](repeating: 0, count: steps.count)
        func count(_ operand: Operand) { if case .step(let index) = operand { readers[index] += 1 } }
        for step in steps { step.operands.forEach(count) }
        // What leaves the pass must stay.
        for end in sums + gradients + stores {
            count(end.value)
            count(end.value)
        }
        var isFused = [Bool](repeating: false, count: steps.count)
        for index in steps.indices {
            guard let (product, fused) = fusion(at: index, readers, isFused) else { continue }
            isFused[product] = true
            steps[index] = fused
        }
        removeSteps(isFused)
    }

    /// The product that step `index` can take in, and the step that results.
    private func fusion(at index: Int, _ readers: [Int], _ isFused: [Bool]) -> (product: Int, step: Step)? {
        let step = steps[index]
        guard step.code == .add || step.code == .subtract else { return nil }
        let candidates = step.code == .add ? [0, 1] : [1]
        for candidate in candidates {
            guard case .step(let product) = step.operands[candidate], steps[product].code == .multiply,
                readers[product] == 1, !isFused[product]
            else { continue }
            let code: ElementwiseOpcode = step.code == .add ? .multiplyAdd : .negativeMultiplyAdd
            let operands = steps[product].operands + [step.operands[1 - candidate]]
            return (product, Step(code: code, operands: operands))
        }
        return nil
    }

    private mutating func removeSteps(_ isRemoved: [Bool]) {
        var places: [Int] = []
        var kept: [Step] = []
        for (index, step) in steps.enumerated() {
            places.append(kept.count)
            if !isRemoved[index] { kept.append(step) }
        }
        func moved(_ operand: Operand) -> Operand {
            if case .step(let index) = operand { return .step(places[index]) }
            return operand
        }
        steps = kept.map { Step(code: $0.code, operands: $0.operands.map(moved)) }
        for index in sums.indices { sums[index].value = moved(sums[index].value) }
        for index in gradients.indices { gradients[index].value = moved(gradients[index].value) }
        for index in stores.indices { stores[index].value = moved(stores[index].value) }
    }
}
