import Spec

/// `assay explain [NAME]`: reference pages made from the declarations that decode specifications.
package enum Explain {
    package static func perform(
        _ name: String?, schema: Bool, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        if schema {
            output.results.write(JSONSchema(of: ExperimentSpec.self, title: "Assay experiment").text + "\n")
            return .done
        }
        let reference = SpecReference(of: ExperimentSpec.self)
        guard let name else {
            output.results.write(reference.overview)
            return .done
        }
        if let page = reference.page(for: name) {
            output.results.write(page.text)
            return .done
        }
        let text = DiagnosticText(sources: SourceTexts(), colour: output.messages.hasColor)
        output.messages.findings(text.render(reference.diagnostic(forUnknown: name)))
        return .invalid
    }
}
