// The loops of reductions and products for each element type, with names that specialized callers in other modules
// reach without a look at the type: for a batch of ten rows that look takes longer than the work.

extension Float {
    @inline(never)
    package static func reduce(
        _ kind: ReductionKind, from source: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>,
        reduce: Int, inner: Int, first: Int, end: Int
    ) {
        Reduction.loop(
            kind, from: source, into: result, reduce: reduce, inner: inner, first: first, end: end)
    }

    @inline(never)
    package static func multiply(
        _ plan: UnsafePointer<MatrixProductPlan<Float>>, task: Int, left: UnsafePointer<Float>,
        right: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>,
        workspace: UnsafeMutablePointer<Float>
    ) {
        plan.pointee.multiply(task: task, left: left, right: right, result: result, workspace: workspace)
    }
}

extension Double {
    @inline(never)
    package static func reduce(
        _ kind: ReductionKind, from source: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>,
        reduce: Int, inner: Int, first: Int, end: Int
    ) {
        Reduction.loop(
            kind, from: source, into: result, reduce: reduce, inner: inner, first: first, end: end)
    }

    @inline(never)
    package static func multiply(
        _ plan: UnsafePointer<MatrixProductPlan<Double>>, task: Int, left: UnsafePointer<Double>,
        right: UnsafePointer<Double>, result: UnsafeMutablePointer<Double>,
        workspace: UnsafeMutablePointer<Double>
    ) {
        plan.pointee.multiply(task: task, left: left, right: right, result: result, workspace: workspace)
    }
}
