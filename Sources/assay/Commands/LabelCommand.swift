import ArgumentParser
import Pipeline

/// `assay label RUN [LABEL…]`
struct LabelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Give a run labels and a note, to find it again.",
        discussion: "Labels are shown by 'assay ls' and found by --where 'label = good'.")

    @Argument(help: ArgumentHelp("A run, 'best', a pattern of names, or a sweep.", valueName: "run"))
    var runName: String
    @Argument(help: "Words to add.")
    var labels: [String] = []
    @Option(help: "A sentence to keep with the run; an empty one removes it.")
    var note: String?
    @Option(help: "A label to take away; may be given several times.")
    var remove: [String] = []
    @Flag(help: "Remove all labels and the note first.")
    var clear = false
    @OptionGroup var results: ResultsOptions

    func run() throws {
        try CommandEnding.check(
            LabelRun.perform(
                LabelRun.Request(
                    runsFolder: results.folder, run: runName, adding: labels, removing: remove, note: note,
                    clears: clear)))
    }
}
