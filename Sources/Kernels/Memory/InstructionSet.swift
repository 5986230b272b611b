internal import CIntrinsics

/// What the kernels were compiled for: decided when the package is built, not when it runs.
package enum InstructionSet {
    /// "x86-64 AVX2 FMA", "x86-64 AVX-512" …
    package static var name: String { String(cString: assay_instruction_set()) }

    /// Bytes of the widest vector register used.
    package static var vectorBytes: Int { Int(assay_vector_bytes()) }

    /// Whether a fused multiply-add is one instruction; if not, kernels are about a hundred times slower.
    package static var hasFusedMultiplyAdd: Bool { assay_has_fused_multiply_add() == 1 }
}
