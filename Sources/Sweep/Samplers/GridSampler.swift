import Spec

package struct GridSampler: Sampler {
    package static let name = "grid"
    package static let about = """
        Every combination of the listed values.

        The last parameter changes fastest. A parameter whose condition does not hold is left out instead of
        multiplied; the grids of a union follow one another. Combinations that a constraint forbids are
        counted and not run. Continuous domains need a step, or `linspace` or `logspace` in their place.

        - Limits: at most 1,000,000 combinations, constraints not yet applied
        - Errors: `continuous-domain`, `too-many-combinations`
        """

    package var trials: Int? { nil }
    package var generation: Int? { nil }
    package var startup: Int { 0 }

    static let limit = 1_000_000

    package init(reading fields: inout FieldReader) {}

    package init() {}

    package func check(_ space: SearchSpace, at place: Origin, diagnostics: inout DiagnosticBag) {
        var product = 1
        for dimension in space.dimensions {
            guard let count = dimension.count else {
                for parameter in dimension.parameters {
                    diagnostics.report(Self.continuous(parameter))
                }
                continue
            }
            let (value, overflow) = product.multipliedReportingOverflow(by: count)
            product = overflow ? Int.max : value
        }
        guard product > Self.limit else { return }
        var count = 0
        visit(space) { _ in
            count += 1
            return count <= Self.limit
        }
        if count > Self.limit {
            diagnostics.report(
                Diagnostic(
                    "too-many-combinations", "the grid has more than \(Self.limit) combinations", at: place,
                    help: "draw from it: sampler: {random: {trials: 1000}}"))
        }
    }

    private static func continuous(_ parameter: SweepParameter) -> Diagnostic {
        Diagnostic(
            "continuous-domain",
            "the sampler 'grid' needs a list of values, but every number between two bounds is one of "
                + "'\(parameter.path)'",
            at: parameter.origin,
            help: "give it a step, use linspace or logspace, or draw from it: sampler: {random: {trials: 64}}"
        )
    }

    package func points(
        _ numbers: Range<Int>, in space: SearchSpace, seed: UInt64, after observations: [Observation]
    ) throws(SamplingError) -> SampledPoints {
        var sampled = SampledPoints()
        var number = 0
        visit(space) { point in
            guard space.allows(point) else {
                sampled.droppedCount += 1
                return true
            }
            if numbers.contains(number) { sampled.points.append(point) }
            number += 1
            return number < numbers.upperBound
        }
        return sampled
    }

    /// Hands out every combination in order until it is told to stop.
    private func visit(_ space: SearchSpace, _ take: (SpacePoint) -> Bool) {
        guard space.dimensions.allSatisfy({ $0.count != nil }) else { return }
        var point = SpacePoint(repeating: nil, count: space.dimensions.count)
        _ = visit(space, 0, &point, take)
    }

    private func visit(
        _ space: SearchSpace, _ level: Int, _ point: inout SpacePoint, _ take: (SpacePoint) -> Bool
    ) -> Bool {
        guard level < space.order.count else { return take(point) }
        let index = space.order[level]
        point[index] = nil
        guard space.counts(index, at: point), let count = space.dimensions[index].count else {
            return visit(space, level + 1, &point, take)
        }
        for position in 0..<count {
            point[index] = space.dimensions[index].coordinate(at: position)
            if !visit(space, level + 1, &point, take) { return false }
        }
        point[index] = nil
        return true
    }
}
