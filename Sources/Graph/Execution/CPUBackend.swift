import Kernels

/// Plans graphs for this machine's cores and vector units.
package struct CPUBackend: Backend {
    package let threads: Int

    package init(threads: Int = 1) { self.threads = max(1, threads) }

    package func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram {
        try ReferenceBackend().compile(graph, options: options)
    }
}
