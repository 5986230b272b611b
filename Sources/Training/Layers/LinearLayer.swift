import Graph
import Kernels
import Spec

package struct LinearLayer: Layer {
    package static let name = "linear"
    package static let aliases: [String] = ["dense"]
    package static let about = """
        Weighted sums of the features, plus a bias.

            y[u] = Σ_f x[f] · weight[u, f] + bias[u]

        Weights and bias start uniform in ±1/√features, as in PyTorch; a model-wide `initializer` replaces
        that of the weights.

        - Shapes: input […, features] → output […, units]; `weight` [units, features], `bias` [units] in
          files
        - Source: PyTorch `Linear` (its default is `kaiming_uniform_` with a = √5)
        """
    package static let primaryField: String? = "units"
    package static let example: String? = "{linear: 64}"
    package let units: Int
    package let hasBias: Bool
    package let weightInitializer: Located<any Initializer>?
    package let biasInitializer: Located<any Initializer>?

    package var programKey: String { "linear \(units) \(hasBias)" }

    package init(reading fields: inout FieldReader) {
        units = fields.requiredInt("units", in: .closed(1, 1e9), "Numbers per row that come out.")
        hasBias = fields.bool("bias", default: true, "Whether a learned constant is added to each output.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily, "Starting values of the weights; default ±1/√features.")
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values of the bias; default ±1/√features.")
    }

    package init(
        units: Int, bias: Bool = true, weightInitializer: (any Initializer)? = nil,
        biasInitializer: (any Initializer)? = nil
    ) {
        self.units = units
        hasBias = bias
        self.weightInitializer = weightInitializer.map { Located(value: $0, origin: .defaultValue) }
        self.biasInitializer = biasInitializer.map { Located(value: $0, origin: .defaultValue) }
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let features = input.dimensions.last else {
            throw LayerProblem("needs at least one axis of features")
        }
        let (weightCount, overflow) = features.multipliedReportingOverflow(by: units)
        guard !overflow, weightCount <= Int(Int32.max) else {
            throw LayerProblem("would have \(units) × \(features) weights", help: "use fewer units")
        }
        // Bound 1/√features: √3 · √(2/(1 + 5)) / √features.
        let standard = KaimingUniformInitializer(scale: KaimingScale(negativeSlope: 5.0.squareRoot()))
        try model.parameter(
            "weight", shape: ParameterShape(dimensions: [units, features], fanIn: features, fanOut: units),
            isTransposed: true,
            initializer: model.weightInitializer(weightInitializer, default: standard))
        if hasBias {
            try model.parameter(
                "bias", shape: ParameterShape(dimensions: [units], fanIn: features, fanOut: units),
                initializer: biasInitializer?.value ?? standard)
        }
        let rows = input.dimensions.dropLast().reduce(1, *)
        model.count(flopsPerRow: 2 * rows * weightCount)
        return Shape(input.dimensions.dropLast() + [units])
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let weight = pass.parameter("weight")  // [trials, features, units]
        let dimensions = input.shape.dimensions
        let rows = dimensions.dropFirst().dropLast().reduce(1, *)
        let flat = input.reshaped(to: [dimensions[0], rows, weight.shape[1]])
        var output = matrixProduct(flat, weight)  // [trials, rows, units]
        if hasBias { output = output + pass.parameter("bias").perTrial([1, units]) }
        return output.reshaped(to: Shape([output.shape[0]] + dimensions.dropFirst().dropLast() + [units]))
    }
}
