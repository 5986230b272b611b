import ArgumentParser
import Pipeline

/// `assay explain [NAME]`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the reference page of a component, a family or a section of the specification.",
        discussion: """
            NAME is a component ('optimizer.adam' or 'adam'), a family ('optimizer'), or a section ('train', \
            'train.early_stopping'). Without a name everything is listed.
            """)

    @Argument(help: "What to explain.")
    var name: String?
    @Flag(help: "Print the JSON Schema of specifications, for editors.")
    var schema = false
    @Option(help: ArgumentHelp("Write all pages as Markdown into this folder.", valueName: "folder"))
    var markdown: String?

    func run() throws {
        let pages = markdown.map { Explain.Form.markdown(folder: $0) } ?? .page
        try CommandEnding.check(Explain.perform(name, as: schema ? .schema : pages))
    }
}
