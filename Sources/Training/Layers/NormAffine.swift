import Graph
import Kernels
import Spec

/// What the normalizing layers share: a learned scale and shift after normalizing.
///
///     y = normalized · weight + bias
///
/// - Fields: affine (whether there are weight and bias, default true), weight_init (default ones), bias_init
///   (default zeros), as in PyTorch
package struct NormAffine: Sendable {
    package var hasWeight: Bool
    package var hasBias: Bool
    package var weightInitializer: Located<any Initializer>?
    package var biasInitializer: Located<any Initializer>?

    var programKey: String { "\(hasWeight) \(hasBias)" }

    package init(hasWeight: Bool = true, hasBias: Bool = true) {
        self.hasWeight = hasWeight
        self.hasBias = hasBias
    }

    /// - Parameter withBias: false for layers that never shift
    package init(reading fields: inout FieldReader, withBias: Bool = true) {
        let isAffine = fields.bool(
            "affine", default: true, "Whether the normalized numbers are scaled (and shifted).")
        hasWeight = isAffine
        hasBias = isAffine && withBias
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily, "Starting values of the scale; default 1.")
        guard withBias else { return }
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values of the shift; default 0.")
    }

    /// Declares `weight` and `bias` of these dimensions.
    func declare(_ dimensions: [Int], in model: inout ModelDeclaration) throws {
        let count = dimensions.reduce(1, *)
        let shape = ParameterShape(dimensions: dimensions, fanIn: count, fanOut: count)
        if hasWeight {
            try model.parameter(
                "weight", shape: shape, initializer: weightInitializer?.value ?? OnesInitializer())
        }
        if hasBias {
            try model.parameter(
                "bias", shape: shape, initializer: biasInitializer?.value ?? ZerosInitializer())
        }
    }

    /// `x` · inverse · weight + bias; factors of one shape are multiplied first.
    ///
    /// - Parameter inverse: what the numbers are multiplied by to have spread 1; nil when they have it
    /// - Parameter shape: that of the parameters between the trial axis and `x`: [1, …] with ones where
    ///   they repeat
    func apply(_ x: Tensor, times inverse: Tensor? = nil, shape: [Int], in pass: ForwardPass) -> Tensor {
        var result = x
        if hasWeight {
            var factor = pass.parameter("weight").perTrial(shape)
            if let inverse, Array(inverse.shape.dimensions.dropFirst()) == shape {
                factor = inverse * factor
            } else if let inverse {
                result = result * inverse
            }
            result = result * factor
        } else if let inverse {
            result = result * inverse
        }
        return hasBias ? result + pass.parameter("bias").perTrial(shape) : result
    }
}
