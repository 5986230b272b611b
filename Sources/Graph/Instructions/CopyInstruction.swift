import Kernels

/// A copy between places of different strides.
struct CopyInstruction: Instruction {
    let source: Location
    let target: Location
    let shape: Shape
    let sourceStrides: [Int]
    let targetStrides: [Int]

    func text(in plan: Plan) -> String { "copy \(shape): \(plan.text(source)) → \(plan.text(target))" }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let copy = StridedCopy(shape: shape, sourceStrides: sourceStrides, resultStrides: targetStrides)
        if resolver.plan.storages[source.storage].elementType == .int32 {
            let (from, to) = (UnsafePointer(resolver.integers(source)), resolver.integers(target))
            return ResolvedInstruction { copy.run(from: from, into: to) }
        }
        let (from, to) = (UnsafePointer(resolver.real(source)), resolver.real(target))
        let isMove =
            AxisList(shape, sourceStrides).isContiguous && AxisList(shape, targetStrides).isContiguous
        if isMove {
            let count = shape.count
            return ResolvedInstruction { to.update(from: from, count: count) }
        }
        return ResolvedInstruction { copy.run(from: from, into: to) }
    }
}

extension Planner {
    /// Appends a copy between views of one shape.
    mutating func copy(_ source: StridedView, to target: StridedView, shape: Shape) {
        use(source.location)
        use(target.location)
        plan.instructions.append(
            CopyInstruction(
                source: source.location, target: target.location, shape: shape,
                sourceStrides: source.strides, targetStrides: target.strides))
    }

    /// A contiguous view of a node's elements, by a copy where there is none.
    mutating func contiguousView(_ id: Int) -> StridedView {
        let node = body.nodes[id]
        let source = view(id)
        if source.isContiguous(node.shape) { return source }
        let target = newArenaView(node)
        copy(source, to: target, shape: node.shape)
        return target
    }

    /// Appends an instruction that writes contiguously, with a copy behind it when the result goes elsewhere.
    mutating func emitContiguous(_ id: Int, _ make: (inout Planner, Location) -> any Instruction) {
        let node = body.nodes[id]
        let target = view(id)
        let place = target.isContiguous(node.shape) ? target : newArenaView(node)
        use(place.location)
        let instruction = make(&self, place.location)
        plan.instructions.append(instruction)
        if place != target { copy(place, to: target, shape: node.shape) }
    }
}
