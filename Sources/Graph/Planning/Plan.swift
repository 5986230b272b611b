import Kernels

/// A graph made into a list of instructions over storages: what `CPUProgram` runs.
struct Plan {
    var body: GraphBody
    var realType: ElementType
    var instructions: [PlannedInstruction] = []
    var storages: [Storage] = []
    /// Input nodes in order; storages of kind `.input(i)` refer to them.
    var inputs: [Input] = []
    /// Whether an input is read or updated.
    var usedInputs: [Bool] = []
    var outputs: [(name: String, type: TensorType)] = []
    var constants: [Double] = []
    var arenaBytes = 0
}
