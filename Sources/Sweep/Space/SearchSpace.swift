import Spec

/// A place in the search space: one coordinate per dimension, nil where the dimension does not count.
package typealias SpacePoint = [Double?]

/// A key and the value a trial gives it.
package struct TrialAssignment: Sendable {
    /// The path in the grammar of overrides.
    package let path: String
    /// The value, and where it was written.
    package let value: SpecNode

    package init(path: String, value: SpecNode) {
        self.path = path
        self.value = value
    }
}

extension TrialAssignment: Equatable {
    /// Wherever the value was written.
    package static func == (left: TrialAssignment, right: TrialAssignment) -> Bool {
        left.path == right.path && left.value.canonicalJSON == right.value.canonicalJSON
    }
}

/// All points a sweep may try: dimensions in the order declared, which of them count when, and the
/// constraints.
///
/// A union of grids is one space whose first dimension chooses the grid; the others count when their grid is
/// chosen. A parameter with a condition counts when the condition holds. So any union, tree or product of
/// domains is drawn from in one way: dimension by dimension, parents before children.
package struct SearchSpace: Sendable {
    package let dimensions: [SearchDimension]
    /// The dimensions such that each stands after those its conditions are about.
    package let order: [Int]
    /// What must hold at every point; one that is missing, because a parameter does not count, holds.
    let constraints: [SweepExpression]
    /// The dimension of each parameter, by the names expressions and conditions use: full path and short
    /// name.
    private let dimensionOfName: [String: [NamedParameter]]

    private struct NamedParameter {
        var dimension: Int
        var position: Int
    }

    init(dimensions: [SearchDimension], order: [Int], constraints: [SweepExpression]) {
        self.dimensions = dimensions
        self.order = order
        self.constraints = constraints
        var names: [String: [NamedParameter]] = [:]
        for (index, dimension) in dimensions.enumerated() {
            for (position, parameter) in dimension.parameters.enumerated() {
                let named = NamedParameter(dimension: index, position: position)
                for name in Set([parameter.path, parameter.shortName]) {
                    names[name, default: []].append(named)
                }
            }
        }
        dimensionOfName = names
    }

    /// Whether there is nothing to search.
    package var isEmpty: Bool { dimensions.isEmpty }

    /// All parameters, in the order declared.
    package var parameters: [SweepParameter] { dimensions.flatMap(\.parameters) }

    // MARK: Points

    /// A point made dimension by dimension, parents first: `pick` is asked for those that count.
    package func point(_ pick: (Int) throws -> Double) rethrows -> SpacePoint {
        var point = SpacePoint(repeating: nil, count: dimensions.count)
        for index in order where counts(index, at: point) {
            point[index] = try pick(index)
        }
        return point
    }

    /// Whether a dimension counts, given the coordinates of those before it in `order`.
    package func counts(_ index: Int, at point: SpacePoint) -> Bool {
        let dimension = dimensions[index]
        if let grid = dimension.grid, point.first != .some(.some(Double(grid))) { return false }
        return dimension.conditions.allSatisfy { condition in
            condition.holds { value(of: $0, at: point) }
        }
    }

    /// The value of a parameter, by path or short name, at a point; nil where it does not count.
    package func value(of name: String, at point: SpacePoint) -> SpecContent? {
        for named in dimensionOfName[name] ?? [] {
            guard point.indices.contains(named.dimension), let coordinate = point[named.dimension] else {
                continue
            }
            let values = dimensions[named.dimension].values(at: coordinate)
            return values.indices.contains(named.position) ? values[named.position].content : nil
        }
        return nil
    }

    /// Whether a point satisfies every constraint.
    package func allows(_ point: SpacePoint) -> Bool {
        constraints.allSatisfy { constraint in
            constraint.truth { value(of: $0, at: point) } ?? true
        }
    }

    // MARK: Values

    /// The keys a point sets, in the order declared.
    package func assignments(at point: SpacePoint) -> [TrialAssignment] {
        zip(dimensions, point).flatMap { dimension, coordinate in
            guard let coordinate else { return [TrialAssignment]() }
            return zip(dimension.parameters, dimension.values(at: coordinate)).map {
                TrialAssignment(path: $0.path, value: $1)
            }
        }
    }

    /// The point with these values, as far as they are values of the space: a dimension whose value is not
    /// given, or is not one of its own, is nil.
    package func point(of assignments: [TrialAssignment]) -> SpacePoint {
        var values: [[String]: SpecContent] = [:]
        for assignment in assignments {
            values[segments(of: assignment.path)] = assignment.value.content
        }
        var point: SpacePoint = dimensions.map { dimension in
            let wanted = dimension.parameters.compactMap { values[$0.segments] }
            guard !wanted.isEmpty, wanted.count == dimension.parameters.count else { return nil }
            return dimension.coordinate(of: wanted)
        }
        if let first = dimensions.first, first.parameters.isEmpty {
            choose(&point, gridCount: first.count ?? 1)
        }
        return point
    }

    /// The parts of a path, taken from the parameter that is written so where there is one.
    private func segments(of path: String) -> [String] {
        if let named = dimensionOfName[path]?.first {
            let parameter = dimensions[named.dimension].parameters[named.position]
            if parameter.path == path { return parameter.segments }
        }
        return SweepPath.segments(of: path)
    }

    /// Chooses the grid of a union of which the point sets most, the first of equals, and clears the others.
    private func choose(_ point: inout SpacePoint, gridCount: Int) {
        var counts = [Int](repeating: 0, count: gridCount)
        for (dimension, coordinate) in zip(dimensions, point) where coordinate != nil {
            if let grid = dimension.grid { counts[grid] += 1 }
        }
        let chosen = counts.firstIndex(of: counts.max() ?? 0) ?? 0
        for (index, dimension) in dimensions.enumerated()
        where dimension.grid != nil && dimension.grid != chosen {
            point[index] = nil
        }
        point[0] = Double(chosen)
    }
}
