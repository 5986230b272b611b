import Graph
import Kernels
import Spec

package struct DistanceToLayer: Layer {
    package static let name = "distance_to"
    package static let about = """
        The distances of a row to given points.

            y[p] = √(Σ_f (x[f] - point[p, f])²)

        A fixed feature transform inside the model: with the points (0, 0) and (1, 1) the exclusive or of
        two bits becomes linear.

        - Shapes: input [features] → output [points]
        - Limits: at a point itself the gradient is 0
        - Errors: `layer-shape` when a point has another number of coordinates than the row has features
        """
    package static let primaryField: String? = "points"
    package static let example: String? = "{distance_to: [[0, 0], [1, 1]]}"
    package let points: [[Double]]
    package let isSquared: Bool

    package var programKey: String { "distance_to \(points) \(isSquared)" }

    package init(reading fields: inout FieldReader) {
        let list: PointList? = fields.requiredValue("points", "The points: a list of lists of coordinates.")
        points = list?.points ?? []
        isSquared = fields.bool("squared", default: false, "Whether the root is left out.")
    }

    package init(points: [[Double]], squared: Bool = false) {
        self.points = points
        isSquared = squared
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank == 1 else {
            throw LayerProblem("needs a row of features, one axis, but the row has shape \(input)")
        }
        if let bad = points.firstIndex(where: { $0.count != input.count }) {
            throw LayerProblem(
                "measures the distance to a point of \(points[bad].count) coordinates (number \(bad) of 'points'), but "
                    + "the row has \(input.count) features")
        }
        guard !points.isEmpty else { throw LayerProblem("needs at least one point") }
        return [points.count]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let dimensions = input.shape.dimensions
        let rows = input.reshaped(to: [dimensions[0], dimensions[1], 1, dimensions[2]])
        let centers = pass.graph.constant(points.flatMap { $0 }, [1, 1, points.count, dimensions[2]])
        let sums = square(rows - centers).sum(axes: [3])  // [trials or 1, batch, points]
        guard !isSquared else { return sums }
        // The root's slope at 0 is infinite: there the root of 1 is taken, and 1 subtracted.
        let isZero = sums .== 0
        return sqrt(sums + isZero) - isZero
    }
}
