import Kernels
import Spec

/// The data part of an experiment: source → steps → split → fitted steps → matrices.
///
/// Lifetime: made from a specification that was read without errors. `plan` and `prepare` may be called on any
/// thread, in several processes at once.
package struct DataPipeline: Sendable {
    package let section: DataSection
    package let seed: UInt64
    package let elementType: ElementType
    package let environment: DataEnvironment

    package init(
        _ section: DataSection, seed: UInt64, elementType: ElementType = .float32,
        environment: DataEnvironment
    ) {
        self.section = section
        self.seed = seed
        self.elementType = elementType
        self.environment = environment
    }
}
