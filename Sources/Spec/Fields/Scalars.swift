extension Double: SpecDecodable {
    package static var fieldType: FieldType { .number(.any) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        self.init(from: node, in: .any, diagnostics: &diagnostics)
    }

    package var resolvedNode: SpecContent { .number(self) }

    init?(from node: SpecNode, in range: NumberRange, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .integer(let value): self = Double(value)
        case .number(let value): self = value
        case .null, .bool, .string, .list, .map:
            diagnostics.report(.wrongType(expected: "a number", found: node))
            return nil
        }
        guard range.contains(self) else {
            diagnostics.report(.outOfRange(range, found: node))
            return nil
        }
    }
}

extension Int: SpecDecodable {
    package static var fieldType: FieldType { .integer(.any) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        self.init(from: node, in: .any, diagnostics: &diagnostics)
    }

    package var resolvedNode: SpecContent { .integer(self) }

    /// A number without a fraction counts as whole however it is written: `4096`, `4096.0`, `4e3`.
    init?(
        from node: SpecNode, in range: NumberRange, limit: Int? = nil, diagnostics: inout DiagnosticBag
    ) {
        var whole: Int?
        switch node.content {
        case .integer(let value): whole = value
        case .number(let value):
            whole = Int(exactly: value)
            if whole == nil, value == value.rounded(), value.magnitude > 1e18 {
                diagnostics.report(.beyondSixtyFourBits(node))
                return nil
            }
        case .null, .bool, .string, .list, .map: break
        }
        guard let whole else {
            diagnostics.report(.wrongType(expected: "a whole number", found: node))
            return nil
        }
        guard range.contains(Double(whole)) else {
            diagnostics.report(.outOfRange(range, found: node))
            return nil
        }
        if let limit, whole.magnitude > limit.magnitude {
            let range: NumberRange =
                whole > 0 ? .closed(-.infinity, Double(limit)) : .greaterOrEqual(-Double(limit))
            diagnostics.report(.outOfRange(range, found: node))
            return nil
        }
        self = whole
    }
}

extension Bool: SpecDecodable {
    package static var fieldType: FieldType { .boolean }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .bool(let value) = node.content else {
            diagnostics.report(.wrongType(expected: "true or false", found: node))
            return nil
        }
        self = value
    }

    package var resolvedNode: SpecContent { .bool(self) }
}

extension String: SpecDecodable {
    package static var fieldType: FieldType { .text }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .string(let value) = node.content else {
            diagnostics.report(.wrongType(expected: "text", found: node))
            return nil
        }
        self = value
    }

    package var resolvedNode: SpecContent { .string(self) }
}
