import Graph
import Kernels
import Spec

struct GaussianScoresLayer: Layer {
    static let name = "gaussian_scores"
    static let about = """
        The log probability of each class under normal distributions.

            score[k] = constant[k] - ‖W[k]' (x - mean[k])‖² / 2

        Made by the solver `gaussian` only, with a covariance for each class; a specification cannot name
        it.

        - Shapes: input [batch, features] → output [batch, classes]; mean [classes, features], whitening
          [classes, features, features], constant [classes]
        """
    private let classes: Int

    var programKey: String { "\(Self.name) \(classes)" }

    init(reading fields: inout FieldReader) {
        classes = 2
    }

    init(classes: Int) {
        self.classes = classes
    }

    func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let features = try GaussianLayerShape.features(input)
        let zeros = ZerosInitializer()
        for (name, dimensions) in [
            ("mean", [classes, features]), ("whitening", [classes, features, features]),
            ("constant", [classes]),
        ] {
            try model.parameter(
                name, shape: ParameterShape(dimensions: dimensions, fanIn: features, fanOut: classes),
                initializer: zeros)
        }
        model.count(flopsPerRow: 2 * classes * features * features)
        return [classes]
    }

    func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let graph = pass.graph
        let (trials, rows, features) = (input.shape[0], input.shape[1], input.shape[2])
        let mean = try pass.parameter("mean")  // [T, K, F]
        let models = mean.shape[0]
        let spread = try graph.reshape(input, to: [trials, 1, rows, features])
        let centre = try graph.reshape(mean, to: [models, classes, 1, features])
        let distance = try graph.subtract(spread, centre)  // [T, K, B, F]
        let whitened = try graph.matrixProduct(distance, pass.parameter("whitening"))
        return try GaussianLayerShape.scores(whitened, constant: pass.parameter("constant"), in: graph)
    }
}

/// The same with independent features.
///
///     score[k] = constant[k] - Σ_f ((x[f] - mean[k, f]) · inverse_deviation[k, f])² / 2
///
/// Made by the solver `gaussian` only; a specification cannot name it.
///
/// - Shapes: input [batch, features] → output [batch, classes]
struct DiagonalGaussianScoresLayer: Layer {
    static let name = "diagonal_gaussian_scores"
    static let summary = "The log probability of each class under independent normal distributions."
    static let documentation = "Made by the solver gaussian with covariance: diagonal."
    private let classes: Int

    var programKey: String { "\(Self.name) \(classes)" }

    init(reading fields: inout FieldReader) {
        classes = 2
    }

    init(classes: Int) {
        self.classes = classes
    }

    func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let features = try GaussianLayerShape.features(input)
        for (name, dimensions) in [
            ("mean", [classes, features]), ("inverse_deviation", [classes, features]),
            ("constant", [classes]),
        ] {
            try model.parameter(
                name, shape: ParameterShape(dimensions: dimensions, fanIn: features, fanOut: classes),
                initializer: ZerosInitializer())
        }
        return [classes]
    }

    func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let graph = pass.graph
        let (trials, rows, features) = (input.shape[0], input.shape[1], input.shape[2])
        let mean = try pass.parameter("mean")  // [T, K, F]
        let shape: Shape = [mean.shape[0], classes, 1, features]
        let spread = try graph.reshape(input, to: [trials, 1, rows, features])
        let distance = try graph.subtract(spread, graph.reshape(mean, to: shape))
        let inverse = try graph.reshape(pass.parameter("inverse_deviation"), to: shape)
        let scaled = try graph.multiply(distance, inverse)  // [T, K, B, F]
        return try GaussianLayerShape.scores(scaled, constant: pass.parameter("constant"), in: graph)
    }
}

/// The same with a covariance that all classes share, which makes the scores linear.
///
///     score[k] = constant[k] + Σ_f weight[k, f] (x[f] - mean[f])
///
/// Made by the solver `gaussian` only; a specification cannot name it.
///
/// - Shapes: input [batch, features] → output [batch, classes]; mean [features], weight [classes, features], constant
///   [classes]
struct SharedGaussianScoresLayer: Layer {
    static let name = "shared_gaussian_scores"
    static let summary =
        "The log probability of each class under normal distributions of the same covariance."
    static let documentation = "Made by the solver gaussian with covariance: shared."
    private let classes: Int

    var programKey: String { "\(Self.name) \(classes)" }

    init(reading fields: inout FieldReader) {
        classes = 2
    }

    init(classes: Int) {
        self.classes = classes
    }

    func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let features = try GaussianLayerShape.features(input)
        for (name, dimensions) in [
            ("mean", [features]), ("weight", [classes, features]), ("constant", [classes]),
        ] {
            try model.parameter(
                name, shape: ParameterShape(dimensions: dimensions, fanIn: features, fanOut: classes),
                initializer: ZerosInitializer())
        }
        model.count(flopsPerRow: 2 * classes * features)
        return [classes]
    }

    func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let graph = pass.graph
        let mean = try pass.parameter("mean")  // [T, F]
        let centre = try graph.reshape(mean, to: [mean.shape[0], 1, mean.shape[1]])
        let distance = try graph.subtract(input, centre)  // [T, B, F]
        let weight = try graph.transpose(pass.parameter("weight"), permutation: [0, 2, 1])
        let scores = try graph.matrixProduct(distance, weight)  // [T, B, K]
        let constant = try pass.parameter("constant")
        return try graph.add(
            scores, graph.reshape(constant, to: [constant.shape[0], 1, constant.shape[1]]))
    }
}

/// What these layers share.
private enum GaussianLayerShape {
    static func features(_ input: Shape) throws -> Int {
        guard input.rank == 1 else { throw LayerProblem("needs rows of numbers, one axis") }
        return input.count
    }

    /// constant - |z|² / 2 for z [T, K, B, F]: [T, B, K].
    static func scores(_ standard: Tensor, constant: Tensor, in graph: Graph) throws -> Tensor {
        let squares = try graph.reduceSum(graph.multiply(standard, standard), axes: [3])  // [T, K, B]
        let half = try graph.multiply(graph.constant(-0.5), squares)
        let shape: Shape = [constant.shape[0], constant.shape[1], 1]
        let scores = try graph.add(half, graph.reshape(constant, to: shape))
        return try graph.transpose(scores, permutation: [0, 2, 1])
    }
}
