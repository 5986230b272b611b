import Kernels

/// Work on windows of images.
struct WindowInstruction: Instruction {
    /// An input: where it is, and elements from trial to trial, 0 when all trials read the same.
    struct Operand {
        var location: Location
        var trialStride: Int
    }

    let work: WindowWork
    let operands: [Operand]
    let target: Location
    let trials: Int
    /// Images of a trial, and their channels.
    let batch: Int
    let channels: Int

    static func plan(_ planner: inout Planner, _ id: Int, _ work: WindowWork) {
        let node = planner.body.nodes[id]
        let images = planner.body.nodes[node.inputs[0]].shape
        let views = node.inputs.map { planner.contiguousView($0) }
        let strides = node.inputs.map { input -> Int in
            let shape = planner.body.nodes[input].shape
            return shape[0] == 1 ? 0 : shape.count / shape[0]
        }
        planner.emitContiguous(id) { planner, target in
            let operands = zip(views, strides).map {
                Operand(location: planner.use($0.location), trialStride: $1)
            }
            return Self(
                work: work, operands: operands, target: target, trials: node.shape[0], batch: images[1],
                channels: images[2])
        }
    }

    func text(in plan: Plan) -> String { "\(work.name) \(trials) x \(batch) → \(plan.text(target))" }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (pool, memory) = (resolver.pool, resolver.memory)
        let operands = operands.map { (UnsafePointer(resolver.real($0.location)), $0.trialStride) }
        let last = operands[operands.count - 1]
        let need = work.memory(trials: trials, batch: batch)
        let stride = (need.workspace + 15) / 16 * 16
        let program = memory.value(
            WindowProgram(
                work: work, first: operands[0].0, firstTrialStride: operands[0].1, second: last.0,
                secondTrialStride: last.1, target: resolver.real(target), trials: trials, batch: batch,
                channels: channels, offsets: memory.array(need.offsets).baseAddress ?? memory.value(0),
                workspace: memory.elements(stride * pool.threads, of: Scalar.self), workspaceStride: stride,
                extra: memory.elements(need.extra, of: Scalar.self)))
        return ResolvedInstruction(canShare: program.pointee.canShare) { program.pointee.run(on: pool) }
    }
}

/// What operations on windows of images ask of a backend: which kernel, over which windows.
///
/// Images are [trials or 1, batch, channels, height, width]; the first axis of the result is the larger of the
/// inputs' ones.
package enum WindowWork: Sendable {
    /// Inputs: images, filters [trials or 1, outputs, inputs / groups, window height, window width].
    case convolution(ConvolutionShape, ConvolutionKernel)
    /// Inputs: the result's gradient, filters; result: images.
    case imageGradient(ConvolutionShape, ConvolutionKernel)
    /// Inputs: images, the result's gradient; result: filters.
    case filterGradient(FilterGradient)
    /// Inputs: selector, values; result: the values where the selector is largest in each window.
    case maxPool(WindowGeometry)
    /// Inputs: selector, numbers of windows; result: images.
    case maxPoolGradient(WindowGeometry)
    /// Input: images; result: the sum of each window.
    case sumPool(WindowGeometry)
    /// Input: numbers of windows; result: images.
    case sumPoolGradient(WindowGeometry)

    /// In the text of plans.
    var name: String {
        switch self {
        case .convolution(let shape, _): "convolution \(shape.text)"
        case .imageGradient(let shape, _): "image gradient \(shape.text)"
        case .filterGradient(let gradient): "filter gradient \(gradient.shape.text)"
        case .maxPool: "largest of windows"
        case .maxPoolGradient: "way back of largest of windows"
        case .sumPool: "sum of windows"
        case .sumPoolGradient: "way back of sum of windows"
        }
    }

    /// Scratch elements of each thread, where terms begin in an image, and elements for filters turned around or for
    /// the sums of chunks.
    func memory(trials: Int, batch: Int) -> (workspace: Int, offsets: [Int], extra: Int) {
        switch self {
        case .convolution(_, let kernel): return (kernel.workspaceCount, kernel.offsets, 0)
        case .imageGradient(let shape, let kernel):
            return (kernel.workspaceCount, kernel.offsets, trials * shape.filterCount)
        case .filterGradient(let gradient):
            let chunks = (batch + FilterGradient.chunk - 1) / FilterGradient.chunk
            return (gradient.workspaceCount, gradient.offsets, trials * chunks * gradient.totalsCount)
        case .maxPool, .maxPoolGradient, .sumPool, .sumPoolGradient: return (0, [], 0)
        }
    }
}
