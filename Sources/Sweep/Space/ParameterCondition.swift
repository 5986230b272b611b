import Spec

/// When a parameter counts: an expression over other parameters, or the values they must have.
///
///     when: optimizer == 'sgd' and lr > 0.01
///     when: {optimizer: [sgd, rmsprop], train.batch_size: 256}
///
/// A condition on a parameter that itself does not count does not hold.
package struct ParameterCondition: SpecDecodable {
    /// One parameter and the values it must have one of.
    struct Requirement: Sendable {
        /// The parameter as written: its path or the end of it.
        let name: String
        let origin: Origin
        let values: [SpecNode]
    }

    enum Form: Sendable {
        case values([Requirement])
        case expression(SweepExpression)
    }

    let form: Form

    package static var fieldType: FieldType {
        .language(name: "condition", accepts: [.text, .map(of: .anything)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .map(let entries) where !entries.isEmpty:
            form = .values(
                entries.map { entry in
                    var values = [entry.value]
                    if case .list(let items) = entry.value.content { values = items }
                    return Requirement(name: entry.key, origin: entry.keyOrigin, values: values)
                })
        case .string:
            guard let expression = SweepExpression(from: node, diagnostics: &diagnostics) else { return nil }
            form = .expression(expression)
        case .null, .bool, .integer, .number, .list, .map:
            diagnostics.report(
                .wrongType(
                    expected: "a condition", found: node,
                    help: "write when: {optimizer: sgd}, or when: optimizer == 'sgd'"))
            return nil
        }
    }

    package var resolvedNode: SpecContent {
        switch form {
        case .expression(let expression):
            return expression.resolvedNode
        case .values(let requirements):
            return .defaults(
                requirements.map { requirement in
                    let values = requirement.values
                    return (requirement.name, values.count == 1 ? values[0].content : .list(values))
                })
        }
    }

    /// The names of parameters it is about, each with its place.
    var names: [(name: String, origin: Origin)] {
        switch form {
        case .expression(let expression): expression.names
        case .values(let requirements): requirements.map { ($0.name, $0.origin) }
        }
    }

    /// Whether it holds, given the value of a parameter by the name written; nil: the parameter does not
    /// count.
    func holds(_ value: (String) -> SpecContent?) -> Bool {
        switch form {
        case .expression(let expression):
            return expression.truth(value) ?? false
        case .values(let requirements):
            return requirements.allSatisfy { requirement in
                guard let found = value(requirement.name) else { return false }
                return requirement.values.contains { SweptValue.isSame(found, as: $0.content) }
            }
        }
    }
}

/// How values of swept keys compare.
package enum SweptValue {
    /// Whether two values are the same: numbers by value however they are written, a component also by its
    /// name alone.
    package static func isSame(_ value: SpecContent, as wanted: SpecContent) -> Bool {
        if let left = number(value), let right = number(wanted) { return left == right }
        if case .string(let left) = value, case .string(let right) = wanted { return left == right }
        if case .string(let name) = wanted, componentName(of: value) == name { return true }
        return value.canonicalJSON == wanted.canonicalJSON
    }

    /// The number that a value is, nil when it is none.
    package static func number(_ value: SpecContent) -> Double? {
        switch value {
        case .integer(let whole): Double(whole)
        case .number(let number): number
        case .null, .bool, .string, .list, .map: nil
        }
    }

    /// The name of a component in one of its three forms; a text is its own name.
    package static func componentName(of value: SpecContent) -> String? {
        switch value {
        case .string(let name):
            return name
        case .map(let entries):
            if case .string(let name) = entries.first(where: { $0.key == "type" })?.value.content {
                return name
            }
            return entries.count == 1 ? entries.first?.key : nil
        case .null, .bool, .integer, .number, .list:
            return nil
        }
    }
}
