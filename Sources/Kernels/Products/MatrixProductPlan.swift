internal import CIntrinsics

/// A batch of matrix products of fixed sizes, cut into tasks.
///
/// Canonical order, the same for every element whatever its place in a tile, the padding, the stacking of
/// products side by side, or the number of tasks:
///
///     the inner axis is cut into blocks of 512; within a block, sum = fma(left, right, sum) one after the
///     other from zero; block sums are added one after the other
///
/// Lifetime: made while planning. `run` allocates nothing; tasks may run on different threads at once, each
/// needs its own part of the workspace, which `run` finds itself.
///
/// - Limits: operands may be read up to 64 bytes past their last element (`Buffer` has the room); the result
///   may not overlap an operand. An empty inner axis gives zeros.
package struct MatrixProductPlan<Scalar: KernelScalar>: Sendable {
    package let layout: MatrixProductLayout
    /// Number of independent parts, at least 1.
    package let taskCount: Int
    /// Elements of scratch memory that `run` needs, for all tasks together.
    package var workspaceCount: Int { taskCount &* taskWorkspaceCount }

    private let taskWorkspaceCount: Int
    let parts: [MatrixProductPart]

    /// A plan for at most `threads` tasks; small products are not cut.
    package init(_ layout: MatrixProductLayout, threads: Int = 1) {
        self.layout = layout
        let worthwhile = max(1, layout.operationCount / 400_000)
        let whole = MatrixProductPart(layout, lanes: Scalar.lanes)
        parts = whole.cut(into: min(max(threads, 1), worthwhile), lanes: Scalar.lanes)
        taskCount = parts.count
        taskWorkspaceCount = parts.map(\.workspaceCount).max() ?? 0
    }

    /// Terms added one after the other from zero before the sum joins the result.
    package static var innerBlock: Int { 512 }

    /// Computes one part of the results; callers in other modules use `Scalar.multiply`.
    @inline(__always)
    func multiply(
        task: Int, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
        result: UnsafeMutablePointer<Scalar>, workspace: UnsafeMutablePointer<Scalar>
    ) {
        parts.withUnsafeBufferPointer { parts in
            MatrixProduct.run(
                parts[task], left: left, right: right, result: result,
                workspace: workspace + task &* taskWorkspaceCount)
        }
    }

    /// Computes all parts, one after the other.
    package func run(
        left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>, result: UnsafeMutablePointer<Scalar>,
        workspace: UnsafeMutablePointer<Scalar>
    ) {
        withUnsafePointer(to: self) { plan in
            for task in 0..<taskCount {
                Scalar.multiply(
                    plan, task: task, left: left, right: right, result: result, workspace: workspace)
            }
        }
    }
}
