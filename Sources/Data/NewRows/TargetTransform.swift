/// One change of the target that can be undone.
package struct TargetStage: Sendable, Equatable {
    /// What was done, with its numbers: stages with the same are the same.
    private let change: String
    private let inverse: @Sendable (Double) -> Double

    /// - Parameter change: what was done, with all numbers that `inverse` depends on
    init(_ change: String, _ inverse: @escaping @Sendable (Double) -> Double) {
        self.change = change
        self.inverse = inverse
    }

    /// y = (x - offset) / scale.
    package static func affine(offset: Double, scale: Double) -> TargetStage {
        TargetStage("affine \(offset) \(scale)") { $0 * scale + offset }
    }

    package func inverted(_ value: Double) -> Double { inverse(value) }

    package static func == (first: TargetStage, second: TargetStage) -> Bool { first.change == second.change }
}

/// Everything the steps did to the target's values, in order; takes predictions back to original units.
package struct TargetTransform: Sendable, Equatable {
    package var stages: [TargetStage]

    package init(_ stages: [TargetStage] = []) { self.stages = stages }

    package var isIdentity: Bool { stages.isEmpty }

    package func inverted(_ value: Double) -> Double {
        stages.reversed().reduce(value) { value, stage in stage.inverted(value) }
    }

    /// The same of many values, stage by stage.
    package func inverted(_ values: [Double]) -> [Double] {
        stages.reversed().reduce(values) { values, stage in values.map { stage.inverted($0) } }
    }
}
