import Foundation

/// One invertible change of the target.
package enum TargetStage: Sendable, Equatable, Codable {
    /// `log`: undone by base^y; no base is e.
    case logarithm(base: Double?)
    /// `log1p`: undone by e^y - 1.
    case logarithmOfOnePlus
    /// y = (x - offset) / scale: undone by y * scale + offset.
    case affine(offset: Double, scale: Double)
    /// `sqrt`: undone by y^2.
    case squareRoot
    /// `exp`: undone by ln y; a prediction that is not above 0 has no original and becomes NaN.
    case exponential
    /// `power`: the inverse power of y · deviation + mean.
    case power(PowerFunction, mean: Double, deviation: Double)

    package func inverted(_ value: Double) -> Double {
        switch self {
        case .logarithm(nil): exp(value)
        case .logarithm(let base?): pow(base, value)
        case .logarithmOfOnePlus: expm1(value)
        case .affine(let offset, let scale): value * scale + offset
        case .squareRoot: value * value
        case .exponential: value > 0 ? log(value) : .nan
        case .power(let function, let mean, let deviation): function.inverted(value * deviation + mean)
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

    /// The same of many values, stage by stage.
    package func inverted(_ values: [Double]) -> [Double] {
        var values = values
        for stage in stages.reversed() {
            values.withUnsafeMutableBufferPointer { values in
                for index in values.indices { values[index] = stage.inverted(values[index]) }
            }
        }
        return values
    }
}
