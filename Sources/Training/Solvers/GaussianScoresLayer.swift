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

    func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let (trials, rows, features) = (input.shape[0], input.shape[1], input.shape[2])
        let mean = pass.parameter("mean").perTrial([classes, 1, features])
        let distance = input.reshaped(to: [trials, 1, rows, features]) - mean  // [T, K, B, F]
        let whitened = matrixProduct(distance, pass.parameter("whitening"))
        return GaussianLayerShape.scores(whitened, constant: pass.parameter("constant"))
    }
}

struct DiagonalGaussianScoresLayer: Layer {
    static let name = "diagonal_gaussian_scores"
    static let about = """
        The log probability of each class under independent normal distributions.

            score[k] = constant[k] - Σ_f ((x[f] - mean[k, f]) · inverse_deviation[k, f])² / 2

        Made by the solver `gaussian` with `covariance: diagonal` only; a specification cannot name it.

        - Shapes: input [batch, features] → output [batch, classes]
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

    func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let (trials, rows, features) = (input.shape[0], input.shape[1], input.shape[2])
        let mean = pass.parameter("mean").perTrial([classes, 1, features])
        let distance = input.reshaped(to: [trials, 1, rows, features]) - mean
        let inverse = pass.parameter("inverse_deviation").perTrial([classes, 1, features])
        return GaussianLayerShape.scores(distance * inverse, constant: pass.parameter("constant"))
    }
}

struct SharedGaussianScoresLayer: Layer {
    static let name = "shared_gaussian_scores"
    static let about = """
        The log probability of each class under normal distributions of the same covariance.

            score[k] = constant[k] + Σ_f weight[k, f] (x[f] - mean[f])

        The shared covariance makes the scores linear. Made by the solver `gaussian` with `covariance:
        shared` only; a specification cannot name it.

        - Shapes: input [batch, features] → output [batch, classes]; mean [features], weight [classes,
          features], constant [classes]
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

    func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let mean = pass.parameter("mean")  // [T, F]
        let distance = input - mean.perTrial([1, mean.shape[1]])  // [T, B, F]
        let weight = pass.parameter("weight").transposed(permutation: [0, 2, 1])
        let constant = pass.parameter("constant")
        return matrixProduct(distance, weight) + constant.perTrial([1, constant.shape[1]])  // [T, B, K]
    }
}

/// What these layers share.
private enum GaussianLayerShape {
    static func features(_ input: Shape) throws -> Int {
        guard input.rank == 1 else { throw LayerProblem("needs rows of numbers, one axis") }
        return input.count
    }

    /// constant - |z|² / 2 for z [T, K, B, F]: [T, B, K].
    static func scores(_ standard: Tensor, constant: Tensor) -> Tensor {
        let squares = square(standard).sum(axes: [3])  // [T, K, B]
        let scores = -0.5 * squares + constant.perTrial([constant.shape[1], 1])
        return scores.transposed(permutation: [0, 2, 1])
    }
}
