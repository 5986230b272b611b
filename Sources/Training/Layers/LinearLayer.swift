import Graph
import Kernels
import Spec

package struct LinearLayer: Layer {
    package static let name = "linear"
    package static let aliases: [String] = ["dense"]
    package static let about = """
        Weighted sums of the features, plus a bias.

            y[u] = Σ_f x[f] · weight[u, f] + bias[u]
            with scaling ntk:  y[u] = 1/√features · Σ_f x[f] · weight[u, f] + bias[u]

        Weights and bias start uniform in ±1/√features, as in PyTorch; a model-wide `initializer` replaces
        that of the weights. With `scaling: ntk` the weights start normal with deviation 1, so that one
        learning rate suits layers of any width. With `start_from_data` the weights are divided by the
        deviation of their sum over 2,048 training rows (those of all members that share them, in an
        `ensemble`), and the bias puts each sum's zero among the rows.
        `units: auto`, for the last layer, is as many as the loss
        needs: one for each class, or for each target. As a part of an `ensemble` that shares weights the
        layer has `input_scale` [members, features] and `output_scale` [members, units] besides, and a bias
        for each member.

        - Shapes: input […, features] → output […, units]; `weight` [units, features], `bias` [units] in
          files
        - Source: PyTorch `Linear` (its default is `kaiming_uniform_` with a = √5)
        """
    package static let primaryField: String? = "units"
    package static let example: String? = "{linear: 64}"
    /// 0: as many as the loss needs.
    package let units: Int
    package let fields: LinearFields

    package var hasBias: Bool { fields.hasBias }

    package var programKey: String { "linear \(units) \(fields.programKey)" }

    package var startsFromData: Bool { fields.startsFromData }

    package init(reading fields: inout FieldReader) {
        let units: LinearUnits? = fields.requiredValue(
            "units", "Numbers per row that come out, or auto: as many as the loss needs.")
        self.units = units?.count ?? 1
        self.fields = LinearFields(reading: &fields)
    }

    package init(units: Int, fields: LinearFields) {
        self.units = units
        self.fields = fields
    }

    package init(
        units: Int, bias: Bool = true, weightInitializer: (any Initializer)? = nil,
        biasInitializer: (any Initializer)? = nil
    ) {
        self.units = units
        var fields = LinearFields()
        fields.hasBias = bias
        fields.weightInitializer = weightInitializer.map { Located(value: $0, origin: .defaultValue) }
        fields.biasInitializer = biasInitializer.map { Located(value: $0, origin: .defaultValue) }
        self.fields = fields
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard let features = input.dimensions.last else {
            throw LayerProblem("needs at least one axis of features")
        }
        guard let units = units > 0 ? units : model.outputs else {
            throw LayerProblem("has as many units as the loss needs, but the loss does not fit the target")
        }
        let (weightCount, overflow) = features.multipliedReportingOverflow(by: units)
        guard !overflow, weightCount <= Int(Int32.max) else {
            throw LayerProblem("would have \(units) × \(features) weights", help: "use fewer units")
        }
        // Bound 1/√features: √3 · √(2/(1 + 5)) / √features.
        let uniform = KaimingUniformInitializer(scale: KaimingScale(negativeSlope: 5.0.squareRoot()))
        let standard: any Initializer =
            fields.scaling == .ntk ? NormalInitializer(standardDeviation: 1) : uniform
        try model.parameter(
            "weight", shape: ParameterShape(dimensions: [units, features], fanIn: features, fanOut: units),
            isTransposed: true,
            initializer: model.weightInitializer(fields.weightInitializer, default: standard))
        if fields.hasBias {
            try model.parameter(
                "bias", shape: ParameterShape(dimensions: [units], fanIn: features, fanOut: units),
                initializer: fields.biasInitializer?.value ?? uniform)
        }
        try model.memberScales(features: features, units: units)
        let rows = input.dimensions.dropLast().reduce(1, *)
        model.count(flopsPerRow: 2 * rows * weightCount)
        return Shape(input.dimensions.dropLast() + [units])
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let linear = pass.memberLinear
        guard !linear.sharesWeight else { return forward(input, linear, in: pass) }
        let weight = pass.parameter("weight")  // [trials, features, units]
        let dimensions = input.shape.dimensions
        let rows = dimensions.dropFirst().dropLast().reduce(1, *)
        let flat = input.reshaped(to: [dimensions[0], rows, weight.shape[1]])
        var output = matrixProduct(flat, weight)  // [trials, rows, units]
        if fields.scaling == .ntk { output = output * (1 / Double(weight.shape[1]).squareRoot()) }
        if fields.startsFromData, pass.isStarting { return started(output, weight, dimensions, in: pass) }
        if fields.hasBias { output = output + pass.parameter("bias").perTrial([1, weight.shape[2]]) }
        return output.reshaped(
            to: Shape([output.shape[0]] + dimensions.dropFirst().dropLast() + [weight.shape[2]]))
    }

    /// The output with starting values that go by the rows.
    private func started(
        _ sums: Tensor, _ weight: Tensor, _ dimensions: [Int], in pass: ForwardPass
    ) -> Tensor {
        let (start, copies) = (LinearStart(pass: pass), weight.shape[0])
        let divisor = start.divisor(of: sums, copies: copies)
        pass.start("weight", at: weight / divisor)
        var output = sums / divisor  // [copies, rows, units]
        if fields.hasBias { output = output + start.bias(of: output, copies: copies) }
        return output.reshaped(
            to: Shape([output.shape[0]] + dimensions.dropFirst().dropLast() + [weight.shape[2]]))
    }

    /// The members of an ensemble that share the weights: their rows are rows of one product.
    private func forward(_ input: Tensor, _ linear: EnsemblePlan.Linear, in pass: ForwardPass) -> Tensor {
        let weight = pass.sharedParameter("weight")  // [trials, features, units]
        let (trials, features, units) = (weight.shape[0], weight.shape[1], weight.shape[2])
        let middle = Array(input.shape.dimensions.dropFirst().dropLast())
        let rows = middle.reduce(1, *)
        var x = input.reshaped(to: [input.shape[0], rows, features])
        if linear.scalesInput { x = x * pass.parameter("input_scale").perTrial([1, features]) }
        let all = pass.members * rows
        x = x.broadcast(to: [trials * pass.members, rows, features]).reshaped(to: [trials, all, features])
        var output = matrixProduct(x, weight).reshaped(to: [trials * pass.members, rows, units])
        if fields.scaling == .ntk { output = output * (1 / Double(features).squareRoot()) }
        let starts = fields.startsFromData && pass.isStarting
        if starts {
            // The sums of all members together.
            let sums = output.reshaped(to: [trials, all, units])
            let divisor = LinearStart(pass: pass).divisor(of: sums, copies: trials)
            pass.start("weight", at: weight / divisor)
            output = (sums / divisor).reshaped(to: output.shape)
        }
        if linear.scalesOutput { output = output * pass.parameter("output_scale").perTrial([1, units]) }
        if starts, fields.hasBias {
            let copies = pass.sharedParameter("bias").shape[0]
            let sums = output.reshaped(to: [copies, trials * all / copies, units])
            output = (sums + LinearStart(pass: pass).bias(of: sums, copies: copies)).reshaped(
                to: output.shape)
        } else if fields.hasBias {
            output = output + pass.parameter("bias").perTrial([1, units])
        }
        return output.reshaped(to: Shape([trials * pass.members] + middle + [units]))
    }
}
