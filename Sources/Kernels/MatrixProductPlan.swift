/// A batch of matrix products of fixed sizes, cut into tasks.
///
/// Canonical order, the same for every element whatever its place in a tile, the padding, the stacking of
/// products side by side, or the number of tasks:
///
///     the inner axis is cut into blocks of 512; within a block, sum = fma(left, right, sum) one after the other
///     from zero; block sums are added one after the other
///
/// Lifetime: made while planning. `run` allocates nothing; tasks may run on different threads at once, each
/// needs its own part of the workspace, which `run` finds itself.
package struct MatrixProductPlan<Scalar: KernelScalar>: Sendable {
    package let layout: MatrixProductLayout
    /// Number of independent parts, at least 1.
    package let taskCount: Int
    /// Elements of scratch memory that `run` needs, for all tasks together.
    package let workspaceCount: Int

    package init(_ layout: MatrixProductLayout, threads: Int = 1) {
        self.layout = layout
        taskCount = 1
        workspaceCount = 0
    }

    /// Terms added one after the other from zero before the sum joins the result.
    package static var innerBlock: Int { 512 }

    /// Computes one part of the results.
    package func run(
        task: Int, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
        result: UnsafeMutablePointer<Scalar>, workspace: UnsafeMutablePointer<Scalar>
    ) {
        MatrixProduct.reference(layout, left: left, right: right, result: result)
    }

    /// Computes all parts, one after the other.
    package func run(
        left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>, result: UnsafeMutablePointer<Scalar>,
        workspace: UnsafeMutablePointer<Scalar>
    ) {
        for task in 0..<taskCount {
            run(task: task, left: left, right: right, result: result, workspace: workspace)
        }
    }
}
