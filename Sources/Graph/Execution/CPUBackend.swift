import Kernels

/// Plans graphs for this machine's cores and vector units. Its programs share one set of threads: they run one at a time.
package struct CPUBackend: Backend {
    private let pool: ThreadPool
    private let alwaysShares: Bool

    /// - Parameter alwaysShares: whether work is shared out without trying whether that makes a program faster
    package init(threads: Int = 1, alwaysShares: Bool = false) {
        pool = ThreadPool(threads: threads)
        self.alwaysShares = alwaysShares
    }

    package func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram {
        let body = try PassPipeline.run(graph, options: options)
        let plan = Planner.plan(body, realType: graph.realType, options: options)
        if graph.realType == .float64 {
            return try CPUProgram<Double>(plan, pool: pool, alwaysShares: alwaysShares)
        }
        return try CPUProgram<Float>(plan, pool: pool, alwaysShares: alwaysShares)
    }
}
