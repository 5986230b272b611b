import Kernels

/// Something that turns graphs into programs. No layer, loss or optimizer knows which.
///
/// Lifetime: made once per run; `compile` may be called from any thread, for as many graphs as wanted.
package protocol Backend: Sendable {
    /// Plans a graph. Throws a `GraphError` for a graph that breaks a rule of `GraphValidity`.
    func compile(_ graph: Graph, options: CompileOptions) throws -> any CompiledProgram
}

extension Backend {
    package func compile(_ graph: Graph) throws -> any CompiledProgram {
        try compile(graph, options: CompileOptions())
    }
}

/// Which passes run; all of them unless a test switches one off.
package struct CompileOptions: Hashable, Sendable {
    package var foldsConstants = true
    package var sharesCommonSubexpressions = true
    package var contractsMultiplyAdds = true
    package var fusesElementwise = true
    package var reusesMemory = true
    package var placesResults = true
    /// Computes cheap values again where they are read instead of keeping them.
    package var recomputesValues = true
    /// Adds up the columns of what a region computes while it is in the caches. Sums follow the order of the rows, so
    /// threads cannot share such a region.
    package var fusesSums = true
    /// Arrays of fewer elements stay in the caches, so that neither of the two pays; tests ask for them everywhere.
    package var smallestLargeArray = 16384
    package var rowLoops = RowLoops.whereFaster

    /// Where products with few outputs and what follows them become one loop over the rows; tests ask for it
    /// everywhere.
    package enum RowLoops: Sendable {
        case never
        case whereFaster
        case always
    }

    package init() {}

    /// Every pass that is not needed for a correct result switched off.
    package static var unoptimized: CompileOptions {
        var options = CompileOptions()
        options.foldsConstants = false
        options.sharesCommonSubexpressions = false
        options.contractsMultiplyAdds = false
        options.fusesElementwise = false
        options.reusesMemory = false
        options.placesResults = false
        options.recomputesValues = false
        options.fusesSums = false
        options.rowLoops = .never
        return options
    }
}

/// A graph made ready to run on buffers.
///
/// Lifetime: bind every input once (and again whenever another buffer is to be read), then `run` as often as
/// wanted, from one thread at a time. Several programs may share buffers when they do not run at the same time: a
/// state bound to several programs is the same state for all. After the first run since the last binding, a run
/// allocates nothing and, with one thread, takes no lock.
package protocol CompiledProgram: AnyObject {
    /// Names of the inputs the program reads or updates, in order of the graph.
    var inputNames: [String] { get }

    /// Reads input `name` from, and writes its updates to, this buffer from now on.
    func bind(_ name: String, _ buffer: Buffer) throws

    /// Reads inputs, writes outputs, then updates states. Throws only when an input is not bound.
    func run() throws

    /// Where an output is found after a run: the same buffer every time.
    func output(_ name: String) throws -> Buffer

    /// The plan as text: one line per instruction.
    var planDescription: String { get }
}
