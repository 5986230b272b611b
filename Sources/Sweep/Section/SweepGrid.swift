import Spec

/// One grid of a union: parameters of its own, and zips among them.
package struct SweepGrid: SpecSection, SpecDecodable {
    package let parameters: [SweepParameter]
    package let zips: [ParameterZip]
    private let resolved: SpecContent

    package init(reading fields: inout FieldReader) {
        parameters =
            fields.requiredValue(
                "parameters", of: SweepParameters.self, "Swept keys and their values.")?.all ?? []
        zips =
            fields.value(
                "zip", default: ParameterZips(), "Lists of parameters that change together, value by value."
            ).all
        resolved = .null
    }

    private init(_ grid: SweepGrid, resolved: SpecContent) {
        parameters = grid.parameters
        zips = grid.zips
        self.resolved = resolved
    }

    package static var fieldType: FieldType { .section(FieldReader.fields(of: SweepGrid.self)) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let decoded = FieldReader.decode(root: node, as: SweepGrid.self, subject: "a grid")
        diagnostics.report(contentsOf: decoded.diagnostics)
        if decoded.diagnostics.hasErrors { return nil }
        self.init(decoded.value, resolved: decoded.resolved.content)
    }

    package var resolvedNode: SpecContent { resolved }
}
