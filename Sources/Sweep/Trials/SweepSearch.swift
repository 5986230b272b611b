import Spec

/// A sweep with all its parts fitted together: what to search, how, and for what.
package struct SweepSearch: Sendable {
    package let space: SearchSpace
    package let sampler: any Sampler
    package let pruner: any Pruner
    package let repeats: Int
    /// Known points to try first.
    package let enqueued: [ListedPoint]
    /// Every trial, where they are written out; the space is then empty.
    package let listed: [ListedPoint]

    /// Fits the section and the command line's parameters together: a parameter of the command line takes the
    /// place of the section's. Nil after a report when they do not make a sweep.
    package init?(
        section: SweepSection, adding added: [SweepParameter] = [], diagnostics: inout DiagnosticBag
    ) {
        let replaced = Set(added.map { $0.segments })
        let parameters =
            section.parameters.filter { !replaced.contains($0.segments) } + added
        SweepParameters.reportRepeated(added, &diagnostics)
        let before = diagnostics.all.count
        guard
            let space = SearchSpaceBuilder.space(
                parameters: parameters, zips: section.zips, grids: section.grids,
                constraints: section.constraints, diagnostics: &diagnostics)
        else { return nil }
        self.space = space
        sampler = section.sampler.value
        pruner = section.pruner.value
        repeats = section.repeats
        enqueued = Self.known(section.enqueue, in: space, &diagnostics)
        listed = Self.listed(section, &diagnostics)
        if section.trials != nil {
            Self.checkListed(section, listed, space, &diagnostics)
        } else if space.isEmpty {
            diagnostics.report(
                Diagnostic(
                    "nothing-to-sweep", "the sweep has no parameter", at: section.origins.section,
                    help:
                        "add parameters: {optimizer.lr: [0.1, 0.01]}, or optimizer.lr=0.1,0.01 after the file"
                ))
        } else {
            sampler.check(space, at: section.sampler.origin, diagnostics: &diagnostics)
        }
        if diagnostics.all.count > before, diagnostics.hasErrors { return nil }
    }

    private static func listed(_ section: SweepSection, _ diagnostics: inout DiagnosticBag) -> [ListedPoint] {
        switch section.trials {
        case .points(let points): points
        case .file(let path, let origin): TrialFile.read(path, askedAt: origin, diagnostics: &diagnostics)
        case nil: []
        }
    }

    private static func checkListed(
        _ section: SweepSection, _ listed: [ListedPoint], _ space: SearchSpace,
        _ diagnostics: inout DiagnosticBag
    ) {
        if listed.isEmpty, !diagnostics.hasErrors {
            diagnostics.report(
                Diagnostic(
                    "nothing-to-sweep", "the list of trials is empty", at: section.origins.trials,
                    help: "write [{optimizer.lr: 0.1}, {optimizer.lr: 0.01}]"))
        }
        guard !space.isEmpty || !section.enqueue.isEmpty else { return }
        diagnostics.report(
            Diagnostic(
                "conflict",
                "'trials' lists every trial, so there is nothing to draw from parameters or points",
                at: section.origins.trials, help: "keep either 'trials' or 'parameters'"))
    }

    /// Known points by the paths of their keys; each must be one of the space: known keys with values of theirs.
    private static func known(
        _ points: [ListedPoint], in space: SearchSpace, _ diagnostics: inout DiagnosticBag
    ) -> [ListedPoint] {
        let names = ParameterNames(space.parameters)
        return points.map { point in
            var assignments: [TrialAssignment] = []
            for (assignment, origin) in zip(point.assignments, point.keyOrigins) {
                guard let path = names.path(assignment.path, at: origin, &diagnostics) else { continue }
                assignments.append(TrialAssignment(path: path, value: assignment.value))
            }
            let found = space.point(of: assignments)
            for assignment in assignments {
                let isSet = zip(space.dimensions, found).contains { dimension, coordinate in
                    coordinate != nil && dimension.parameters.contains { $0.path == assignment.path }
                }
                if !isSet { diagnostics.report(outside(assignment, space)) }
            }
            return ListedPoint(assignments, at: point.origin, keys: point.keyOrigins)
        }
    }

    private static func outside(_ assignment: TrialAssignment, _ space: SearchSpace) -> Diagnostic {
        let zipped = space.dimensions.map(\.parameters).first { parameters in
            parameters.count > 1 && parameters.contains { $0.path == assignment.path }
        }
        let others = zipped.map { $0.map(\.path).joined(separator: ", ") }
        return Diagnostic(
            "out-of-range",
            "\(assignment.value.content.shortText) is not a value that '\(assignment.path)' takes in this sweep",
            at: assignment.value.origin,
            notes: others.map { ["zipped parameters are given together: \($0)"] } ?? [])
    }
}
