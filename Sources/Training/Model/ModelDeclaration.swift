import Data
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

/// A number of a layer that the trials of a stack may each have a value of their own of.
package struct LayerNumber: Sendable {
    /// The layer's place and the number's name.
    package var name: String
    package var value: Double
    /// How it changes from step to step; nil for a number that stays.
    package var schedule: (any Schedule)?
}

/// Collects what the layers declare, in order, while shapes are inferred.
package struct ModelDeclaration {
    package private(set) var parameters: [ParameterDeclaration] = []
    package private(set) var states: [ParameterDeclaration] = []
    package private(set) var layers: [LayerSummary] = []
    package private(set) var numbers: [LayerNumber] = []
    package private(set) var diagnostics = DiagnosticBag()
    private var path: [String] = []
    private var flops = 0
    private var parameterTotal = 0
    private let weightInitializer: (any Initializer)?
    /// How members of an ensemble share arrays; nil for a single model.
    private let ensemble: EnsemblePlan?
    /// Whether the layer being declared comes after the members have parted.
    private var areMembersApart = false
    /// What the numbers of the row are at the place reached; nil where a layer has mixed them.
    package var columns: [FeatureColumn]?
    /// What they were at the start.
    let dataColumns: [FeatureColumn]?
    /// The columns that layers have asked for, by the layer's place.
    package private(set) var usedColumns: [String: [FeatureColumn]] = [:]
    /// How many numbers the loss needs of the last layer; nil where it is not known.
    package let outputs: Int?
    /// Columns of a real target, 0 for classes; nil where it is not known.
    package let targetColumns: Int?

    /// - Parameter weightInitializer: what weights without their own initializer start with; nil for each
    ///   layer's own
    /// - Parameter columns: what the features are; nil where it is not known
    package init(
        weightInitializer: (any Initializer)? = nil, ensemble: EnsemblePlan? = nil,
        columns: [FeatureColumn]? = nil, outputs: Int? = nil, targetColumns: Int? = nil
    ) {
        self.targetColumns = targetColumns
        self.weightInitializer = weightInitializer
        self.ensemble = ensemble
        self.columns = columns
        dataColumns = columns
        self.outputs = outputs
    }

    /// The columns of the row that the layer being declared takes; `ForwardPass.columns` has them when it is built.
    ///
    /// - Parameter orNumbers: whether numbers that are not known to be columns are taken as columns of numbers
    /// - Errors: `LayerProblem` where they are not known
    package mutating func useColumns(of input: Shape, orNumbers: Bool = false) throws -> [FeatureColumn] {
        let numbers = orNumbers ? (0..<input.count).map { FeatureColumn("\($0)") } : nil
        guard let columns = (columns?.count == input.count ? columns : nil) ?? numbers else {
            throw LayerProblem(
                "needs the columns of the data, which a layer before it has mixed",
                help: "move it to the front")
        }
        usedColumns[path.joined(separator: ".")] = columns
        return columns
    }

    /// The places among the features of columns that have come to the layer being declared as they are.
    ///
    /// - Errors: `LayerProblem` where layers before have changed them
    package func dataPlaces(of columns: [FeatureColumn]) throws -> [Int] {
        try columns.map { column in
            let place = dataColumns.map { $0.firstIndex(of: column) } ?? Int(column.name)
            guard let place, dataColumns != nil || path.joined(separator: ".").hasPrefix("0") else {
                throw LayerProblem(
                    "goes by the values of the data's columns, which a layer before it has changed",
                    help: "move it to the front")
            }
            return place
        }
    }

    /// Declares a weight array of the layer being declared.
    ///
    /// - Parameter isOwn: whether every member of an ensemble has a copy, whatever is shared
    /// - Errors: `LayerProblem` when the initializer cannot fill such an array
    package mutating func parameter(
        _ name: String, shape: ParameterShape, isTransposed: Bool = false, initializer: any Initializer,
        isOwn: Bool = false
    ) throws {
        let copies = isOwn ? ensemble?.members : copies(axes: shape.dimensions.count)
        var count = copies ?? 1
        for dimension in shape.dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            count = overflow ? Int.max : product
        }
        guard count <= Self.mostParameters - parameterTotal else {
            throw LayerProblem(
                "needs an array of shape \(shape.dimensions), and the model then more than \(Self.mostParameters) numbers",
                help: "make the layer smaller")
        }
        parameterTotal += count
        if let refusal = initializer.refusal(for: shape) {
            let kind = Swift.type(of: initializer).name
            throw LayerProblem("cannot start its '\(name)' with the initializer '\(kind)': \(refusal)")
        }
        var declaration = ParameterDeclaration(
            name: (path + [name]).joined(separator: "."), shape: shape, isTransposed: isTransposed,
            initializer: initializer)
        declaration.copies = copies
        declaration.copiesStartAlike = linear.sharesWeight && name == "bias"
        parameters.append(declaration)
    }

    /// How many members have a copy of an array of the layer being declared; nil where there is one array.
    private func copies(axes: Int) -> Int? {
        guard areMembersApart, let ensemble else { return nil }
        return ensemble.copies(axes: axes, at: path.joined(separator: ".")) ? ensemble.members : nil
    }

    /// What the linear layer being declared has besides its weights, as a part of an ensemble.
    private var linear: EnsemblePlan.Linear {
        areMembersApart ? ensemble?.linear(at: path.joined(separator: ".")) ?? .init() : .init()
    }

    /// Declares the scales a linear layer has for each member of an ensemble.
    mutating func memberScales(features: Int, units: Int) throws {
        let linear = linear
        let isFirst = ensemble?.first == path.joined(separator: ".")
        if linear.scalesInput {
            let learned = ensemble?.trunkLearns ?? false
            let start: any Initializer =
                learned ? NormalInitializer(standardDeviation: 1) : RandomSignsInitializer()
            try parameter(
                "input_scale", shape: ParameterShape(dimensions: [features], fanIn: 1, fanOut: 1),
                initializer: isFirst ? start : OnesInitializer(), isOwn: true)
        }
        if linear.scalesOutput {
            try parameter(
                "output_scale", shape: ParameterShape(dimensions: [units], fanIn: 1, fanOut: 1),
                initializer: OnesInitializer(), isOwn: true)
        }
    }

    /// More numbers than any machine holds, and layers than any model has: blocks in blocks multiply.
    private static let mostParameters = 1_000_000_000_000
    private static let mostLayers = 10_000

    /// Declares numbers that the layer keeps from step to step without a gradient, such as running means.
    ///
    /// They are each trial's own, travel in checkpoints and weight files under `name` and are read and
    /// changed by `ForwardPass.state` and `ForwardPass.update`.
    ///
    /// - Parameter isCount: a whole number, stored as a 64-bit integer in files
    /// - Parameter fit: what it starts with by the training rows
    package mutating func state(
        _ name: String, dimensions: [Int], initial: Double, isCount: Bool = false, fit: ColumnFit? = nil
    ) {
        let shape = ParameterShape(dimensions: dimensions, fanIn: 1, fanOut: 1)
        var declaration = ParameterDeclaration(
            name: (path + [name]).joined(separator: "."), shape: shape, isTransposed: false,
            initializer: ConstantInitializer(value: initial))
        declaration.isCount = isCount
        declaration.fit = fit
        declaration.copies = areMembersApart ? ensemble?.members : nil
        states.append(declaration)
    }

    /// Declares a number of the layer being declared that the trials of a stack may each have a value of their own of;
    /// the layer reads it with `ForwardPass.number`.
    ///
    /// - Parameter schedule: how it changes while training, starting from `value`; layers with and without one have
    ///   different `programKey`s
    package mutating func number(_ name: String, _ value: Double, schedule: (any Schedule)? = nil) {
        let full = (path + [name]).joined(separator: ".")
        numbers.append(LayerNumber(name: full, value: value, schedule: schedule))
    }

    /// A weight's initializer: the layer's, else the model's, else the given one.
    package func weightInitializer(
        _ own: Located<any Initializer>?, default standard: any Initializer
    ) -> any Initializer {
        own?.value ?? weightInitializer ?? standard
    }

    /// Counts floating-point operations of the layer being declared, per row.
    package mutating func count(flopsPerRow: Int) {
        let ofAll = flopsPerRow.multipliedReportingOverflow(by: areMembersApart ? ensemble?.members ?? 1 : 1)
        let (sum, overflow) = flops.addingReportingOverflow(ofAll.overflow ? Int.max : ofAll.partialValue)
        flops = overflow ? Int.max : sum
    }

    /// Declares layers one after another; nil when one of them does not fit (its diagnostic is kept).
    package mutating func declare(_ list: [Located<any Layer>], input: Shape) -> Shape? {
        var shape = input
        for (index, layer) in list.enumerated() {
            if path.isEmpty, let ensemble { areMembersApart = index >= ensemble.trunk }
            guard let output = declare(layer, named: "\(index)", input: shape) else { return nil }
            shape = output
        }
        return shape
    }

    /// Declares one layer inside the one being declared, its parameters named `<path>.<name>.…`; nil when it
    /// does not fit (its diagnostic is kept).
    package mutating func declare(_ layer: Located<any Layer>, named name: String, input: Shape) -> Shape? {
        path.append(name)
        defer { path.removeLast() }
        return declare(layer, input: input)
    }

    private mutating func declare(_ layer: Located<any Layer>, input: Shape) -> Shape? {
        let type = Swift.type(of: layer.value).name
        let place = layers.count
        guard place < Self.mostLayers else {
            diagnostics.report(
                Diagnostic(
                    "too-large", "the model has more than \(Self.mostLayers) layers, counting every copy",
                    at: layer.origin, help: "repeat the block less often"))
            return nil
        }
        let parametersBefore = parameterTotal
        let flopsBefore = flops
        let problemsBefore = diagnostics.all.count
        layers.append(
            LayerSummary(
                path: path.joined(separator: "."), type: type, input: input, output: input, parameterCount: 0,
                flopsPerRow: 0, origin: layer.origin))
        do {
            let output = try layer.value.declare(input, in: &self)
            // A layer that says nothing about the columns has mixed them.
            if usedColumns[path.joined(separator: ".")] == nil, !layer.value.keepsColumns { columns = nil }
            layers[place].output = output
            layers[place].parameterCount = parameterTotal - parametersBefore
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
