import Spec

/// Swept keys as the names of an expression.
struct SweptKeyScope: ExpressionScope {
    let parameters: [SweepParameter]
    let names: ParameterNames

    var ordersText: Bool { true }

    /// Nil for a name that stands for no key, which is reported with its place, and for a key whose values are of
    /// several types.
    func type(of name: String, at range: Range<Int>) -> ExpressionType? {
        var ignored = DiagnosticBag()
        guard let path = names.path(name, at: .defaultValue, &ignored) else { return nil }
        let types = parameters.filter { $0.path == path }.map(\.expressionType)
        return types.allSatisfy { $0 == types.first } ? types.first ?? nil : nil
    }

    /// Reports what does not fit; the whole must be true or false.
    func check(_ condition: SweepExpression, diagnostics: inout DiagnosticBag) {
        var check = ExpressionTypeCheck(self)
        check.require(condition.syntax, .boolean, for: "a condition")
        for error in check.errors {
            diagnostics.report(error.diagnostic(in: condition.text, at: condition.origin))
        }
    }
}

extension SweepParameter {
    /// The type its values have in expressions; nil where they have several.
    fileprivate var expressionType: ExpressionType? {
        let values: [SpecNode]
        switch domain {
        case .interval: return .number
        case .choice(let nodes, _), .levels(let nodes): values = nodes
        }
        let types = values.map { ExpressionValue($0.content)?.type }
        return types.allSatisfy { $0 == types.first } ? types.first ?? nil : nil
    }
}
