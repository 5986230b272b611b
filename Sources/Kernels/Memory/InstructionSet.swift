internal import CIntrinsics

/// What the kernels were compiled for: decided when the package is built, not when it runs.
package enum InstructionSet {
    /// "x86-64 AVX2 FMA", "x86-64 AVX-512" …
    package static var name: String { String(cString: assay_instruction_set()) }
}
