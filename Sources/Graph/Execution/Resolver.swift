import Kernels

/// What instructions need to turn their places into pointers, once all inputs are bound.
struct Resolver<Scalar: KernelScalar> {
    let plan: Plan
    let arena: Buffer
    let constants: Buffer
    let outputs: [Buffer]
    let inputs: [Buffer?]
    let pool: ThreadPool
    let memory: ProgramBuffers

    private func raw(_ location: Location) -> UnsafeMutableRawPointer {
        let storage = plan.storages[location.storage]
        let shift = storage.byteOffset + location.offset * storage.elementType.byteCount
        switch storage.kind {
        case .input(let index): return (inputs[index]?.pointer ?? arena.pointer) + shift
        case .constant: return constants.pointer + shift
        case .output(let index): return outputs[index].pointer + shift
        case .arena: return arena.pointer + shift
        }
    }

    func real(_ location: Location) -> UnsafeMutablePointer<Scalar> {
        raw(location).assumingMemoryBound(to: Scalar.self)
    }

    func integers(_ location: Location) -> UnsafeMutablePointer<Int32> {
        raw(location).assumingMemoryBound(to: Int32.self)
    }
}
