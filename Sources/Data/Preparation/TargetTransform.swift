import Foundation

/// One invertible change of the target.
package enum TargetStage: Sendable, Equatable, Codable {
    /// `log`: undone by base^y; no base is e.
    case logarithm(base: Double?)
    /// `log1p`: undone by e^y - 1.
    case logarithmOfOnePlus
    /// y = (x - offset) / scale: undone by y * scale + offset.
    case affine(offset: Double, scale: Double)

    package func inverted(_ value: Double) -> Double {
        switch self {
        case .logarithm(nil): exp(value)
        case .logarithm(let base?): pow(base, value)
        case .logarithmOfOnePlus: expm1(value)
        case .affine(let offset, let scale): value * scale + offset
        }
    }
}

/// Everything the steps did to the target's values, in order; takes predictions back to original units.
package struct TargetTransform: Sendable, Equatable, Codable {
    package var stages: [TargetStage]

    package init(_ stages: [TargetStage] = []) { self.stages = stages }

    package var isIdentity: Bool { stages.isEmpty }

    package func inverted(_ value: Double) -> Double {
        stages.reversed().reduce(value) { value, stage in stage.inverted(value) }
    }
}
