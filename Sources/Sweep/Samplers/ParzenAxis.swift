import Foundation

/// One dimension as density estimation sees it.
///
///     number on a scale: the normal distribution around a point, cut off at the ends of the scale;
///     for values of a raster, its mass over the stretch that the value stands for
///     category: its own prior probability with weight 1 / (n + 1), and 1 at the point
struct ParzenAxis {
    private let dimension: SearchDimension
    /// The ends of the scale; 0 and 1 for categories.
    let lower: Double
    let upper: Double
    /// Prior probabilities of categories; nil for numbers.
    let categories: [Double]?

    init(_ dimension: SearchDimension) {
        self.dimension = dimension
        switch dimension.kind {
        case .categorical(let weights):
            let total = weights.reduce(0, +)
            categories = weights.map { $0 / total }
            (lower, upper) = (0, 1)
        case .ordered(let count):
            categories = nil
            (lower, upper) = (-0.5, Double(count) - 0.5)
        case .interval(let interval):
            categories = nil
            (lower, upper) = interval.scaledEdges
        }
    }

    var range: Double { upper - lower }

    /// Where a coordinate lies on the scale.
    func scaled(_ coordinate: Double) -> Double {
        if case .interval(let interval) = dimension.kind { return interval.scaled(coordinate) }
        return coordinate
    }

    /// The coordinate nearest to a place on the scale.
    func coordinate(_ scaled: Double) -> Double {
        switch dimension.kind {
        case .categorical(let weights): min(max(scaled.rounded(), 0), Double(weights.count - 1))
        case .ordered(let count): min(max(scaled.rounded(), 0), Double(count - 1))
        case .interval(let interval): interval.nearest(interval.unscaled(scaled))
        }
    }

    /// The stretch of the scale that a coordinate stands for; nil where it stands for itself only.
    func cell(of coordinate: Double) -> (lower: Double, upper: Double)? {
        switch dimension.kind {
        case .categorical: nil
        case .ordered: (coordinate - 0.5, coordinate + 0.5)
        case .interval(let interval): interval.scaledCell(of: coordinate)
        }
    }
}
