import Spec

package struct ChoiceDomain: Domain {
    package static let name = "choice"
    package static let about = """
        One of the listed values, in no order.

            probability of value i = weight i / sum of weights

        A bare list is short for it: [a, b, c] is `{choice: [a, b, c]}`. Values may be anything the swept
        key takes, whole components included: `optimizer: [sgd, {adam: {lr: 0.01}}]`.

        - Limits: `grid` goes through the values in the order written and does not look at weights, except
          that it leaves out those with weight 0
        - Errors: `empty-domain` without values or with weights that are all 0; `wrong-count` for weights
          that do not match
        """
    package static let primaryField: String? = "values"
    package static let example: String? = "{choice: [64, 256, 1024]}"
    package let domain: ParameterDomain?

    package init(reading fields: inout FieldReader) {
        let values =
            fields.requiredValue("values", of: SweptValues.self, "The values, at least one.")?.nodes ?? []
        let weights = fields.optionalDoubles(
            "weights", in: .nonNegative,
            "How probable each value is, relative to the others; default all alike.")
        domain = Self.domain(values, weights, &fields)
    }

    private static func domain(
        _ values: [SpecNode], _ weights: [Double]?, _ fields: inout FieldReader
    ) -> ParameterDomain? {
        guard !values.isEmpty else { return nil }
        guard let weights else { return .choice(values, weights: values.map { _ in 1 }) }
        let place = fields.origin(of: "weights")
        guard weights.count == values.count else {
            fields.report(
                Diagnostic(
                    "wrong-count", "found \(values.count) values and \(weights.count) of their weights",
                    at: place,
                    help: "write one weight for each value"))
            return nil
        }
        guard weights.contains(where: { $0 > 0 }) else {
            fields.report(
                Diagnostic(
                    "empty-domain", "every weight is 0, so that no value can be drawn", at: place,
                    help: "give at least one value a weight above 0"))
            return nil
        }
        let kept = values.indices.filter { weights[$0] > 0 }
        return .choice(kept.map { values[$0] }, weights: kept.map { weights[$0] })
    }
}

/// A list of any values, each with its place.
struct SweptValues: SpecDecodable {
    let nodes: [SpecNode]

    static var fieldType: FieldType { .list(of: .anything, count: nil) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .list(let items) = node.content else {
            diagnostics.report(.wrongType(expected: "a list of values", found: node))
            return nil
        }
        guard !items.isEmpty else {
            diagnostics.report(
                Diagnostic(
                    "empty-domain", "there is no value to take", at: node.origin,
                    help: "write at least one value"))
            return nil
        }
        nodes = items
    }

    var resolvedNode: SpecContent { .list(nodes) }
}
