import Kernels

/// Plans graphs for this machine's cores and vector units.
package struct CPUBackend: Backend {
    package let threads: Int

    package init(threads: Int = 1) { self.threads = max(1, threads) }

    package func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram {
        let body = try PassPipeline.run(graph, options: options)
        let plan = Planner.plan(body, realType: graph.realType, options: options)
        if graph.realType == .float64 { return CPUProgram<Double>(plan, threads: threads) }
        return CPUProgram<Float>(plan, threads: threads)
    }
}
