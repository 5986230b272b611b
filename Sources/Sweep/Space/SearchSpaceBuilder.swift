import Spec

/// Makes the search space of a sweep from its parameters, zips and grids, and reports what does not fit
/// together.
struct SearchSpaceBuilder {
    private var dimensions: [SearchDimension] = []
    private let names: ParameterNames
    private var diagnostics = DiagnosticBag()

    /// The space; nil after a report when there is none.
    static func space(
        parameters: [SweepParameter], zips: [ParameterZip], grids: [SweepGrid],
        constraints: [SweepExpression], diagnostics: inout DiagnosticBag
    ) -> SearchSpace? {
        var builder = SearchSpaceBuilder(all: parameters + grids.flatMap(\.parameters))
        if grids.count > 1 { builder.dimensions.append(SearchDimension(gridCount: grids.count)) }
        builder.add(parameters, zips, grid: nil)
        for (index, grid) in grids.enumerated() {
            let common = ParameterNames(parameters)
            builder.reportRepeated(grid.parameters, of: common, parameters)
            builder.add(grid.parameters, grid.zips, grid: grids.count > 1 ? index : nil)
        }
        let order = builder.order()
        let conditions = builder.dimensions.flatMap(\.conditions).compactMap {
            condition -> SweepExpression? in
            if case .expression(let expression) = condition.form { expression } else { nil }
        }
        for expression in conditions { builder.checkTypes(expression) }
        for constraint in constraints {
            for (name, origin) in constraint.names {
                _ = builder.names.path(name, at: origin, &builder.diagnostics)
            }
            builder.checkTypes(constraint)
        }
        diagnostics.report(contentsOf: builder.diagnostics)
        guard let order, !builder.diagnostics.hasErrors else { return nil }
        return SearchSpace(dimensions: builder.dimensions, order: order, constraints: constraints)
    }

    private init(all parameters: [SweepParameter]) { names = ParameterNames(parameters) }

    private mutating func reportRepeated(
        _ parameters: [SweepParameter], of common: ParameterNames, _ others: [SweepParameter]
    ) {
        let known = Set(others.map { $0.segments })
        for parameter in parameters where known.contains(parameter.segments) {
            diagnostics.report(
                Diagnostic(
                    "repeated-value", "'\(parameter.path)' is swept twice", at: parameter.origin,
                    help: "keep it either in the grid or beside all grids"))
        }
    }

    /// Adds parameters in the order declared; a zip stands where its first parameter does.
    private mutating func add(_ parameters: [SweepParameter], _ zips: [ParameterZip], grid: Int?) {
        let own = ParameterNames(parameters)
        var zipOfPath: [String: Int] = [:]
        for (index, zip) in zips.enumerated() {
            for (name, origin) in zip.names {
                guard let path = own.path(name, at: origin, &diagnostics) else { continue }
                if zipOfPath[path] != nil {
                    diagnostics.report(
                        Diagnostic("repeated-value", "'\(path)' is zipped twice", at: origin))
                }
                zipOfPath[path] = index
            }
        }
        var isDone = Set<Int>()
        for parameter in parameters {
            guard let index = zipOfPath[parameter.path] else {
                dimensions.append(SearchDimension(parameter, grid: grid))
                continue
            }
            guard isDone.insert(index).inserted else { continue }
            add(zips[index], parameters.filter { zipOfPath[$0.path] == index }, grid: grid)
        }
    }

    private mutating func add(_ zip: ParameterZip, _ members: [SweepParameter], grid: Int?) {
        let counts = members.map { $0.domain.count }
        if let endless = members.first(where: { $0.domain.count == nil }) {
            diagnostics.report(
                Diagnostic(
                    "continuous-domain",
                    "a zip needs lists of values, but every number between two bounds is one of "
                        + "'\(endless.path)'",
                    at: endless.origin, help: "give it a step, or use linspace or logspace"))
            return
        }
        guard let count = counts.first ?? nil, counts.allSatisfy({ $0 == count }),
            let dimension = SearchDimension(zipped: members, count: count, grid: grid)
        else {
            let found = members.map { "'\($0.path)' has \($0.domain.count ?? 0)" }.joined(separator: ", ")
            diagnostics.report(
                Diagnostic(
                    "wrong-count", "zipped parameters need the same number of values: \(found)",
                    at: zip.origin))
            return
        }
        dimensions.append(dimension)
    }

    /// The dimensions, those that conditions are about before those that have the conditions; nil after a
    /// report when conditions go in a circle. Otherwise the order declared is kept.
    private mutating func order() -> [Int]? {
        let parents = dimensions.indices.map { self.parents(of: $0) }
        var order: [Int] = []
        var isPlaced = [Bool](repeating: false, count: dimensions.count)
        while order.count < dimensions.count {
            let next = dimensions.indices.first { index in
                !isPlaced[index] && parents[index].allSatisfy { isPlaced[$0] }
            }
            guard let next else {
                reportCircle(isPlaced)
                return nil
            }
            isPlaced[next] = true
            order.append(next)
        }
        return order
    }

    /// The dimensions of the parameters that a dimension's conditions name.
    private mutating func parents(of index: Int) -> Set<Int> {
        var parents = Set<Int>()
        for condition in dimensions[index].conditions {
            for (name, origin) in condition.names {
                guard let path = names.path(name, at: origin, &diagnostics) else { continue }
                let found = dimensions.indices.filter { other in
                    dimensions[other].parameters.contains { $0.path == path }
                }
                parents.formUnion(found)
            }
        }
        return parents
    }

    private mutating func checkTypes(_ expression: SweepExpression) {
        let scope = SweptKeyScope(parameters: dimensions.flatMap(\.parameters), names: names)
        scope.check(expression, diagnostics: &diagnostics)
    }

    private mutating func reportCircle(_ isPlaced: [Bool]) {
        let left = dimensions.indices.filter { !isPlaced[$0] }
        let parameters = left.flatMap { dimensions[$0].parameters }.filter { $0.condition != nil }
        let paths = parameters.map { "'\($0.path)'" }.joined(separator: ", ")
        diagnostics.report(
            Diagnostic(
                "condition-circle", "the conditions of \(paths) wait for each other",
                at: parameters.first?.origin ?? .defaultValue,
                help: "remove one of the conditions"))
    }
}
