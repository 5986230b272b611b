import Kernels

/// Steps of a row loop with the pointers of one worker.
struct RowLoopStepResolver<Scalar: KernelScalar> {
    let loop: RowLoopInstruction
    let worker: RowLoopWorker<Scalar>
    let slots: RowLoopSlots
    let resolver: Resolver<Scalar>

    /// Steps that are instructions of their own: not sums over the outputs, and not the second of two that share an
    /// exponential.
    private var instructionSteps: [Int] {
        let seconds = Set(loop.sharedExponentials.values)
        return loop.steps.indices.filter { loop.steps[$0].code != nil && !seconds.contains($0) }
    }

    /// [steps][group]
    var instructions: UnsafeBufferPointer<ElementwiseInstruction<Scalar>> {
        let partners = loop.sharedExponentials
        return resolver.memory.array(
            instructionSteps.flatMap { step in
                (0..<worker.group).map { instruction(step, partners[step], member: $0) }
            })
    }

    var isShared: UnsafeBufferPointer<Bool> {
        resolver.memory.array(
            instructionSteps.map { step in
                !loop.steps[step].operands.contains { if case .trialScalar = $0 { true } else { false } }
            })
    }

    var stages: UnsafeBufferPointer<RowLoopWorker<Scalar>.Stage> {
        let steps = instructionSteps
        var stages: [RowLoopWorker<Scalar>.Stage] = []
        for (index, step) in loop.steps.enumerated() where step.code == nil {
            let operands = step.operands.map { pointer($0, member: 0) }
            let sum = RowLoopWorker<Scalar>.OutputSum(
                operands: resolver.memory.array(operands), result: slot(.step(index)))
            stages.append(.init(end: steps.prefix { $0 < index }.count, sum: sum))
        }
        stages.append(.init(end: steps.count, sum: nil))
        return resolver.memory.array(stages)
    }

    private func slot(_ value: RowLoopInstruction.Operand) -> UnsafeMutablePointer<Scalar> {
        worker.slot(slots.slot(value))
    }

    private func pointer(
        _ operand: RowLoopInstruction.Operand, member: Int
    ) -> UnsafePointer<Scalar> {
        switch operand {
        case .product, .step: UnsafePointer(slot(operand))
        case .column(let column): UnsafePointer(worker.columns + column * worker.group * worker.stride)
        case .trialScalar(let place):
            UnsafePointer(worker.scalars + (member * loop.trialScalars.count + place))
        case .scalar(let location): UnsafePointer(resolver.real(location))
        case .rows(let place): UnsafePointer(worker.operands + place * worker.group * worker.stride)
        }
    }

    /// - Parameter member: the trial of a group whose numbers are read
    private func instruction(_ index: Int, _ partner: Int?, member: Int) -> ElementwiseInstruction<Scalar> {
        let step = loop.steps[index]
        var operands = step.operands.map { operand -> ElementwiseOperand<Scalar> in
            let pointer = pointer(operand, member: member)
            switch operand {
            case .trialScalar, .scalar: return .scalar(pointer)
            default: return .array(pointer)
            }
        }
        let result = slot(.step(index))
        guard let partner else {
            return ElementwiseInstruction(step.code ?? .copy, result: result, operands: operands)
        }
        let other = slot(.step(partner))
        let isSigmoid = step.code == .sigmoid
        operands.append(.array(UnsafePointer(isSigmoid ? other : result)))
        return ElementwiseInstruction(
            .sigmoidAndSoftplus, result: isSigmoid ? result : other, operands: operands)
    }
}
