import Foundation
import Runs
import Spec

/// `assay explain [NAME]`: reference pages made from the declarations that decode specifications.
package enum Explain {
    package enum Form: Sendable {
        /// A page on the terminal.
        case page
        /// The JSON Schema.
        case schema
        /// All pages as Markdown files in a folder.
        case markdown(folder: String)
    }

    package static func perform(
        _ name: String?, as form: Form = .page, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        switch form {
        case .page:
            return page(name, output)
        case .schema:
            output.results.write(JSONSchema(of: ExperimentSpec.self, title: "Assay experiment").text + "\n")
            return .done
        case .markdown(let folder):
            return output.catching {
                try write(to: folder)
                return .done
            }
        }
    }

    private static func page(_ name: String?, _ output: CommandOutput) -> CommandStatus {
        let reference = SpecReference(of: ExperimentSpec.self)
        // Longer lines are hard to read, however wide the terminal is.
        let width = min(output.results.width, 100)
        guard let name else {
            output.results.write(reference.overview(width: width))
            return .done
        }
        if let page = reference.page(for: name) {
            output.results.write(page.text(width: width))
            return .done
        }
        let text = DiagnosticText(sources: SourceTexts(), color: output.messages.hasColor)
        output.messages.findings(text.render(reference.diagnostic(forUnknown: name)))
        return .invalid
    }

    private static func write(to folder: String) throws {
        let guarding = OutputGuard(endings: ["md"], beginning: "<!--")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for file in ReferenceBook(of: SpecReference(of: ExperimentSpec.self)).files {
            let path = folder + "/" + file.name
            try guarding.check(path)
            try OutputFile.write(file.text, to: path)
        }
    }
}
