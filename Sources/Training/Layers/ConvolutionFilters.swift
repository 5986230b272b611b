import Graph
import Kernels
import Spec

/// What the convolution layers share: filters, their number, groups and bias.
///
/// - Fields: filters (channels made, at least 1; alias out_channels), groups (default 1), bias (default true),
///   weight_init and bias_init (default: uniform in ±1/√(inputs of an output) for both, as PyTorch)
package struct ConvolutionFilters: Sendable {
    package var filters: Int
    package var groups: Int
    package var hasBias: Bool
    package var weightInitializer: Located<any Initializer>?
    package var biasInitializer: Located<any Initializer>?

    var programKey: String { "\(filters) \(groups) \(hasBias)" }

    package init(_ filters: Int, groups: Int = 1, bias: Bool = true) {
        self.filters = filters
        self.groups = groups
        hasBias = bias
    }

    package init(reading fields: inout FieldReader) {
        filters = fields.requiredInt(
            "filters", aliases: ["out_channels"], in: .closed(1, 1e6), "Channels that come out.")
        groups = fields.int("groups", default: 1, in: .closed(1, 1e6), "Groups of channels kept apart.")
        hasBias = fields.bool("bias", default: true, "Add a learned constant to each channel.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily, "Starting values of the filters; default ±1/√inputs.")
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values of the bias; default ±1/√inputs.")
    }

    /// Checks the channels and declares `weight` [filters, channels / groups, window…] and `bias` [filters].
    func declare(
        channels: Int, geometry: WindowGeometry, window: [Int], in model: inout ModelDeclaration
    ) throws -> ConvolutionShape {
        let shape = ConvolutionShape(geometry: geometry, inputs: channels, outputs: filters, groups: groups)
        guard shape.isLegal else {
            throw LayerProblem(
                "cannot cut \(channels) channels and \(filters) filters into \(groups) groups without a rest")
        }
        let (count, overflow) = shape.groupTaps.multipliedReportingOverflow(by: filters)
        guard !overflow, count <= Int(Int32.max) else {
            throw LayerProblem(
                "would have \(filters) × \(shape.groupTaps) weights", help: "use fewer filters")
        }
        let standard = KaimingUniformInitializer(scale: KaimingScale(negativeSlope: 5.0.squareRoot()))
        let fanOut = filters / groups * geometry.taps
        try model.parameter(
            "weight",
            shape: ParameterShape(
                dimensions: [filters, channels / groups] + window, fanIn: shape.groupTaps, fanOut: fanOut),
            initializer: model.weightInitializer(weightInitializer, default: standard))
        if hasBias {
            try model.parameter(
                "bias", shape: ParameterShape(dimensions: [filters], fanIn: shape.groupTaps, fanOut: fanOut),
                initializer: biasInitializer?.value ?? standard)
        }
        model.count(flopsPerRow: shape.flops)
        return shape
    }

    /// The convolution of images [trials or 1, batch, channels, height, width], bias added.
    func apply(to x: Tensor, _ geometry: WindowGeometry, in pass: ForwardPass) -> Tensor {
        let shape = ConvolutionShape(
            geometry: geometry, inputs: x.shape[2], outputs: filters, groups: groups)
        let weight = pass.parameter("weight").perTrial(shape.filterDimensions)
        let output = x.convolved(filters: weight, shape: shape)
        return hasBias ? output + pass.parameter("bias").perTrial([1, filters, 1, 1]) : output
    }
}

extension Shape {
    /// Rows and columns of [channels, height, width], or why it is not an image.
    func imageSize() throws -> WindowPair {
        guard rank == 3 else {
            throw LayerProblem(
                "needs images [channels, height, width], but the row has shape \(self)",
                help: "put a layer such as 'reshape: [1, 28, 28]' before it")
        }
        return WindowPair(self[1], self[2])
    }

    /// The same for series [channels, length], as an image of one row.
    func seriesSize() throws -> WindowPair {
        guard rank == 2 else {
            throw LayerProblem(
                "needs series [channels, length], but the row has shape \(self)",
                help: "put a layer such as 'reshape: [1, -1]' before it")
        }
        return WindowPair(1, self[1])
    }
}
