import Foundation
import Kernels
import Machine
import Spec

/// The data part of an experiment: source → steps → split → fitted steps → matrices.
///
/// Lifetime: made from a specification that was read without errors. `plan` and `prepare` may be called on any
/// thread, in several processes at once.
package struct DataPipeline: Sendable {
    package let section: DataSection
    package let seed: UInt64
    package let elementType: ElementType
    package var environment: DataEnvironment
    /// Whether training goes by differences of targets alone, so that a target far from 0 may be brought near it where
    /// the element type would round it away.
    package let centersTarget: Bool
    /// Whether the model takes missing features as they come.
    package let takesGaps: Bool
    /// Bytes that the process may keep in memory of the rows; nil for as much as they take.
    package let memory: Int?

    package init(
        _ section: DataSection, seed: UInt64, elementType: ElementType = .float32,
        environment: DataEnvironment, centersTarget: Bool = false, takesGaps: Bool = false,
        memory: Int? = nil
    ) {
        self.section = section
        self.seed = seed
        self.elementType = elementType
        self.environment = environment
        self.centersTarget = centersTarget
        self.takesGaps = takesGaps
        self.memory = memory
    }

    /// Before the first row is read: whoever reads afterwards keeps to the bound.
    func keepToMemory() {
        guard let memory else { return }
        LargeMemory.keep(
            to: LargeMemory.Bound(bytes: memory, folder: environment.cacheFolder ?? NSTemporaryDirectory()))
    }

    /// What each target is called before each step, and after the last one.
    var targetNames: [[String]] {
        section.targets.value.map { target in
            var names = [target]
            for step in section.steps.reversed() {
                names.append(step.value.name(before: names[names.count - 1]))
            }
            return names.reversed()
        }
    }
}
