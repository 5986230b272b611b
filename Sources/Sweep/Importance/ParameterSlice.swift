import Spec

/// The trials of a sweep along one parameter: what a slice plot shows.
package struct ParameterSlice: Sendable, Equatable {
    package struct Point: Sendable {
        package let trial: Int
        package let value: SpecContent
        package let objective: Double
    }

    package let path: String
    /// Completed trials in which the parameter counts, by number.
    package let points: [Point]

    /// One slice for each parameter, in the order declared.
    package static func all(of outcomes: [TrialOutcome], in space: SearchSpace) -> [ParameterSlice] {
        let completed =
            outcomes
            .filter { $0.status == .completed && $0.objective?.isFinite == true }
            .sorted { $0.point.number < $1.point.number }
        var paths: [String] = []
        for parameter in space.parameters where !paths.contains(parameter.path) {
            paths.append(parameter.path)
        }
        return paths.map { path in
            let points = completed.compactMap { outcome -> Point? in
                guard let found = outcome.point.assignments.first(where: { $0.path == path }),
                    let objective = outcome.objective
                else { return nil }
                return Point(trial: outcome.point.number, value: found.value.content, objective: objective)
            }
            return ParameterSlice(path: path, points: points)
        }
    }
}

extension ParameterSlice.Point: Equatable {
    package static func == (left: ParameterSlice.Point, right: ParameterSlice.Point) -> Bool {
        left.trial == right.trial && left.objective == right.objective
            && left.value.canonicalJSON == right.value.canonicalJSON
    }
}
