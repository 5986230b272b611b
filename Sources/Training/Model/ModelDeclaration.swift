import Kernels
import Spec

/// One layer of the model with its shapes, for plans and summaries.
package struct LayerSummary: Sendable {
    /// Position, such as `0` or `2.1` inside a `sequential`.
    package var path: String
    /// The component's name, such as `linear`.
    package var type: String
    /// One row of the input and of the output.
    package var input: Shape
    package var output: Shape
    package var parameterCount: Int
    /// Floating-point operations of the forward pass for one row, matrix products only (2 per multiply-add).
    package var flopsPerRow: Int
    package var origin: Origin
}

/// Collects what the layers declare, in order, while shapes are inferred.
package struct ModelDeclaration {
    package private(set) var parameters: [ParameterDeclaration] = []
    package private(set) var layers: [LayerSummary] = []
    package private(set) var diagnostics = DiagnosticBag()
    private var path: [String] = []
    private var flops = 0
    private let weightInitializer: (any Initializer)?

    /// - Parameter weightInitializer: what weights without their own initializer start with; nil for each
    ///   layer's own
    package init(weightInitializer: (any Initializer)? = nil) {
        self.weightInitializer = weightInitializer
    }

    /// Declares a weight array of the layer being declared.
    package mutating func parameter(
        _ name: String, shape: ParameterShape, isTransposed: Bool = false, initializer: any Initializer
    ) {
        parameters.append(
            ParameterDeclaration(
                name: (path + [name]).joined(separator: "."), shape: shape, isTransposed: isTransposed,
                initializer: initializer))
    }

    /// A weight's initializer: the layer's, else the model's, else the given one.
    package func weightInitializer(
        _ own: Located<any Initializer>?, default standard: any Initializer
    ) -> any Initializer {
        own?.value ?? weightInitializer ?? standard
    }

    /// Counts floating-point operations of the layer being declared, per row.
    package mutating func count(flopsPerRow: Int) {
        flops += flopsPerRow
    }

    /// Declares layers one after another; nil when one of them does not fit (its diagnostic is kept).
    package mutating func declare(_ list: [Located<any Layer>], input: Shape) -> Shape? {
        var shape = input
        for (index, layer) in list.enumerated() {
            path.append("\(index)")
            defer { path.removeLast() }
            guard let output = declare(layer, input: shape) else { return nil }
            shape = output
        }
        return shape
    }

    private mutating func declare(_ layer: Located<any Layer>, input: Shape) -> Shape? {
        let type = Swift.type(of: layer.value).name
        let place = layers.count
        let parametersBefore = parameters.reduce(0) { $0 + $1.shape.count }
        let flopsBefore = flops
        let problemsBefore = diagnostics.all.count
        layers.append(
            LayerSummary(
                path: path.joined(separator: "."), type: type, input: input, output: input, parameterCount: 0,
                flopsPerRow: 0, origin: layer.origin))
        do {
            let output = try layer.value.declare(input, in: &self)
            layers[place].output = output
            layers[place].parameterCount = parameters.reduce(0) { $0 + $1.shape.count } - parametersBefore
            layers[place].flopsPerRow = flops - flopsBefore
            return output
        } catch let problem as LayerProblem {
            // A problem inside a nested layer has been reported there.
            if diagnostics.all.count == problemsBefore {
                let position = path.joined(separator: ".")
                diagnostics.report(
                    Diagnostic(
                        "layer-shape", "layer \(position) '\(type)' \(problem.message)", at: layer.origin,
                        help: problem.help, notes: ["its input has shape \(input) for each row"]))
            }
        } catch {
            diagnostics.report(Diagnostic("layer-shape", "layer '\(type)': \(error)", at: layer.origin))
        }
        return nil
    }
}
