import Kernels

/// A reduction of the middle axis of [outer, reduce, inner].
struct ReduceInstruction: Instruction {
    let kind: ReductionKind
    let source: Location
    let target: Location
    let outer: Int
    let reduce: Int
    let inner: Int

    static func plan(_ planner: inout Planner, _ id: Int, _ kind: ReductionKind, axes: [Int]) {
        let input = planner.body.nodes[id].inputs[0]
        let shape = planner.body.nodes[input].shape
        let kept = shape.dimensions.indices.filter { !axes.contains($0) && shape[$0] != 1 }
        let reduced = axes.filter { shape[$0] != 1 }
        let reduce = reduced.reduce(1) { $0 * shape[$1] }
        let isRun = kept.allSatisfy { $0 < (reduced.first ?? 0) || $0 > (reduced.last ?? -1) }
        let source: StridedView
        var inner = 1
        if isRun {
            source = planner.contiguousView(input)
            inner = kept.filter { $0 > (reduced.last ?? -1) }.reduce(1) { $0 * shape[$1] }
        } else {
            source = reducedAxesLast(input, kept, reduced, &planner)
        }
        planner.emitContiguous(id) { planner, target in
            Self(
                kind: kind, source: planner.use(source.location), target: target,
                outer: shape.count / reduce / inner, reduce: reduce, inner: inner)
        }
    }

    /// A copy with the kept axes before the reduced ones.
    private static func reducedAxesLast(
        _ id: Int, _ kept: [Int], _ reduced: [Int], _ planner: inout Planner
    ) -> StridedView {
        let shape = planner.body.nodes[id].shape
        let rest = shape.dimensions.indices.filter { !kept.contains($0) && !reduced.contains($0) }
        let order = rest + kept + reduced
        let moved = Shape(order.map { shape[$0] })
        let storage = planner.addStorage(.arena, planner.plan.realType, count: shape.count)
        let target = StridedView(storage: storage, shape: moved)
        planner.copy(planner.view(id).transposed(order), to: target, shape: moved)
        return target
    }

    func text(in plan: Plan) -> String {
        "\(kind) [\(outer), \(reduce), \(inner)] over the middle: \(plan.text(source)) → \(plan.text(target))"
    }

    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func resolve<Scalar: KernelScalar>(_ resolver: Resolver<Scalar>) -> ResolvedInstruction {
        let (source, target) = (UnsafePointer(resolver.real(source)), resolver.real(target))
        let (kind, outer, reduce, inner, pool) = (kind, outer, reduce, inner, resolver.pool)
        let canShare = pool.threads > 1 && outer >= 2 && outer * reduce * inner >= 65536
        return ResolvedInstruction(canShare: canShare) {
            guard canShare, pool.sharesWork else {
                Reduction.run(kind, from: source, into: target, outer: outer, reduce: reduce, inner: inner)
                return
            }
            let share = (outer &+ pool.threads &- 1) / pool.threads
            pool.parallelFor(pool.threads) { thread in
                let start = min(thread &* share, outer)
                Reduction.run(
                    kind, from: source, into: target, outer: outer, reduce: reduce, inner: inner,
                    range: start..<min(start &+ share, outer))
            }
        }
    }
}
