import Spec

/// The map of swept keys: path → values.
///
///     optimizer.lr: {log_uniform: [1.0e-4, 0.3]}
///     optimizer.momentum: {uniform: [0, 0.99], when: optimizer == 'sgd'}
///     train.batch_size: [256, 1024]
///
/// Fields of a domain may stand inside it or beside its name, and `when` belongs to the parameter.
package struct SweepParameters: SpecDecodable {
    package var all: [SweepParameter]

    package init(_ all: [SweepParameter] = []) { self.all = all }

    package static var fieldType: FieldType {
        .map(of: .anyOf([.list(of: .anything, count: nil), .component(domainFamily.all)]))
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .map(let entries) = node.content else {
            diagnostics.report(
                .wrongType(
                    expected: "a map from keys to values", found: node,
                    help: "write optimizer.lr: [0.1, 0.01]"))
            return nil
        }
        all = entries.compactMap { SweepParameter(entry: $0, diagnostics: &diagnostics) }
        Self.reportRepeated(all, &diagnostics)
    }

    package var resolvedNode: SpecContent { .defaults(all.map { ($0.path, $0.resolved) }) }

    /// `model[0].units` and `model.0.units` are the same key.
    static func reportRepeated(_ parameters: [SweepParameter], _ diagnostics: inout DiagnosticBag) {
        var known: [[String]: SweepParameter] = [:]
        for parameter in parameters {
            let segments = parameter.segments
            if let other = known[segments] {
                diagnostics.report(
                    Diagnostic(
                        "repeated-value", "'\(parameter.path)' is swept twice", at: parameter.origin,
                        help: "keep one of the two", notes: ["the other is '\(other.path)'"]))
            }
            known[segments] = parameter
        }
    }
}

extension SweepParameter {
    /// A path with its values; nil after a report when it is not one.
    init?(entry: SpecEntry, diagnostics: inout DiagnosticBag) {
        let isPath = SweepPath.check(entry.key, at: entry.keyOrigin, diagnostics: &diagnostics)
        guard let written = WrittenDomain(of: entry, diagnostics: &diagnostics), isPath else { return nil }
        self.init(
            path: entry.key, origin: entry.keyOrigin, domain: written.domain, condition: written.condition,
            resolved: written.resolved)
    }
}

/// A domain in one of the ways it may be written, with its condition.
private struct WrittenDomain {
    var domain: ParameterDomain
    var condition: ParameterCondition?
    var resolved: SpecContent

    init?(of entry: SpecEntry, diagnostics: inout DiagnosticBag) {
        var node = entry.value
        var conditionNode: SpecNode?
        if case .map(let entries) = node.content {
            conditionNode = entries.first { $0.key == "when" }?.value
            node = SpecNode(.map(entries.filter { $0.key != "when" }), origin: node.origin)
        }
        let before = diagnostics.all.count
        condition = conditionNode.flatMap { ParameterCondition(from: $0, diagnostics: &diagnostics) }
        guard let (domain, resolved) = Self.domain(node, of: entry.key, &diagnostics),
            diagnostics.all.count == before
        else { return nil }
        self.domain = domain
        guard let conditionNode, case .map(let fields) = resolved else {
            self.resolved = resolved
            return
        }
        let when = SpecEntry(key: "when", keyOrigin: conditionNode.origin, value: conditionNode)
        self.resolved = .map(fields + [when])
    }

    private static func domain(
        _ node: SpecNode, of path: String, _ diagnostics: inout DiagnosticBag
    ) -> (ParameterDomain, SpecContent)? {
        let component: SpecNode
        switch node.content {
        case .list:
            let values = SpecEntry(key: "values", keyOrigin: node.origin, value: node)
            let type = SpecNode(.string(ChoiceDomain.name), origin: node.origin)
            let name = SpecEntry(key: "type", keyOrigin: node.origin, value: type)
            component = SpecNode(.map([name, values]), origin: node.origin)
        case .map(let entries):
            component = SpecNode(.map(gathered(entries)), origin: node.origin)
        case .null, .bool, .integer, .number, .string:
            diagnostics.report(
                .wrongType(
                    expected: "values for '\(path)'", found: node,
                    help: "write a list of values, or a domain such as {log_uniform: [1.0e-4, 0.1]}"))
            return nil
        }
        let field = SpecEntry(key: "domain", keyOrigin: node.origin, value: component)
        var reader = FieldReader(subject: "'\(path)'", entries: [field], place: node.origin)
        let member = reader.requiredComponent("domain", in: domainFamily, "The values.")
        diagnostics.report(contentsOf: reader.diagnostics)
        guard let domain = member?.value.domain, let resolved = reader.resolved["domain"] else { return nil }
        return (domain, resolved.content)
    }

    /// `{uniform: [0, 1], step: 0.1}` as `{type: uniform, bounds: [0, 1], step: 0.1}`; anything else as it
    /// is.
    private static func gathered(_ entries: [SpecEntry]) -> [SpecEntry] {
        let named = entries.filter { domainFamily.all[name: $0.key] != nil }
        guard entries.count > 1, named.count == 1, let main = named.first,
            let type = domainFamily.all[name: main.key], let primary = type.primaryField
        else { return entries }
        if case .map = main.value.content { return entries }
        let name = SpecNode(.string(type.name), origin: main.keyOrigin)
        return [
            SpecEntry(key: "type", keyOrigin: main.keyOrigin, value: name),
            SpecEntry(key: primary, keyOrigin: main.keyOrigin, value: main.value),
        ] + entries.filter { $0.key != main.key }
    }
}
