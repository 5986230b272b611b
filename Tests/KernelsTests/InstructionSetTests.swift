import Kernels
import Testing

@Suite struct InstructionSetTests {
    #if arch(x86_64)
        /// Without `-march` (see Package.swift) every fused multiply-add is a library call per lane and
        /// kernels are about a hundred times slower, silently.
        @Test func vectorsAreReallyUsed() {
            #expect(InstructionSet.name.contains("AVX"), "compiled for \(InstructionSet.name)")
        }
    #endif

    @Test func theNameIsThatOfTheMachineCompiledFor() {
        #expect(!InstructionSet.name.isEmpty)
    }

    #if !DEBUG
        /// A register tile does about 16 multiply-adds a cycle where a chain of scalar ones does one in four;
        /// the bound leaves a factor of ten for a busy machine.
        @Test func matrixProductsOutrunAScalarLoop() {
            var random = PseudoRandom(1)
            let size = 96
            let left = random.pointer(size * size, Float.self)
            let right = random.pointer(size * size, Float.self)
            let result = random.pointer(size * size, Float.self)
            let layout = MatrixProductLayout(rows: size, columns: size, inner: size)
            let plan = MatrixProductPlan<Float>(layout)
            let workspace = random.pointer(plan.workspaceCount, Float.self)
            let clock = ContinuousClock()
            func shortest(_ body: () -> Void) -> Duration {
                (0..<20).map { _ in clock.measure(body) }.min() ?? .zero
            }
            let vector = shortest {
                plan.run(left: left, right: right, result: result, workspace: workspace)
            }
            let scalar = shortest {
                MatrixProduct.reference(layout, left: left, right: right, result: result)
            }
            #expect(vector * 5 < scalar)
        }
    #endif
}
