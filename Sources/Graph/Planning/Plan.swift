import Kernels

/// A graph made into a list of instructions over storages: what `CPUProgram` runs.
struct Plan {
    var body: GraphBody
    var realType: ElementType
    var instructions: [any Instruction] = []
    var storages: [Storage] = []
    /// Input nodes in order; storages of kind `.input(i)` refer to them.
    var inputs: [Input] = []
    /// Whether an input is read or updated.
    var usedInputs: [Bool] = []
    var outputs: [(name: String, type: TensorType)] = []
    var constants: [Double] = []
    var arenaBytes = 0

    /// One line per instruction, then memory and work.
    var description: String {
        var lines = instructions.enumerated().map { index, instruction in
            "\(index): \(instruction.text(in: self))"
        }
        lines.append("arena \(arenaBytes) bytes, \(body.flops) operations per run")
        return lines.joined(separator: "\n")
    }

    /// A place in the words of `description`.
    func text(_ location: Location) -> String {
        let storage = storages[location.storage]
        let offset = location.offset == 0 ? "" : "+\(location.offset)"
        switch storage.kind {
        case .input(let index): return "'\(inputs[index].label)'\(offset)"
        case .output(let index): return "output '\(outputs[index].name)'\(offset)"
        case .constant: return "constant"
        case .arena: return "@\(storage.byteOffset)\(offset)"
        }
    }
}
