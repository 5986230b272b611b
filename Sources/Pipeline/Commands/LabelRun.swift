import Catalogue
import Foundation
import Runs

/// `assay label RUN LABEL…`: adds labels and a note to runs, or takes them away.
package enum LabelRun {
    package struct Request: Sendable {
        package var runsFolder: String
        /// A run, `best`, a pattern or a sweep.
        package var run: String
        package var adding: [String]
        package var removing: [String]
        /// An empty note removes it; nil leaves it.
        package var note: String?
        /// Removes everything first.
        package var clears: Bool

        package init(
            runsFolder: String, run: String, adding: [String], removing: [String] = [], note: String? = nil,
            clears: Bool = false
        ) {
            self.runsFolder = runsFolder
            self.run = run
            self.adding = adding
            self.removing = removing
            self.note = note
            self.clears = clears
        }
    }

    package static func perform(_ request: Request, output: CommandOutput = CommandOutput()) -> CommandStatus
    {
        output.catching {
            for label in request.adding
            where label.isEmpty || label.contains(where: { $0.isWhitespace || $0 == "," }) {
                return output.fail(
                    CommandFailure(
                        .command,
                        "'\(label)' is no label: it must be one word without commas; use --note for sentences"
                    ))
            }
            let runs = try RunSelection(folder: request.runsFolder, indexFolder: nil).runs([request.run])
            for run in runs {
                var labels = request.clears ? RunLabels() : try run.labels()
                request.removing.forEach { labels.remove($0) }
                request.adding.forEach { labels.add($0) }
                if let note = request.note { labels.note = note.isEmpty ? nil : note }
                try run.write(labels)
                output.results.line(line(run, labels))
            }
            return .done
        }
    }

    private static func line(_ run: RunDirectory, _ labels: RunLabels) -> String {
        var parts = [run.id, labels.labels.isEmpty ? "no labels" : labels.labels.joined(separator: " ")]
        if let note = labels.note { parts.append(FieldText.oneLine(note)) }
        return parts.joined(separator: "  ")
    }
}
