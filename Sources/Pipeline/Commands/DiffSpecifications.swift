import Catalogue
import Foundation
import Report
import Runs
import Spec

/// `assay diff A B`: what differs in meaning between two specifications or runs.
///
/// Both are resolved first: defaults are filled in, layers and overrides applied, and the order of keys does not count.
package enum DiffSpecifications {
    package static func perform(
        _ first: String, _ second: String, runsFolder: String,
        output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        output.catching {
            let difference = SpecificationDifference(
                try resolved(first, runsFolder), try resolved(second, runsFolder), ignoring: [])
            if output.isJSON {
                output.results.line(try RunJSON.encodeLine(difference.entries.map(Row.init)))
            } else if difference.isEmpty {
                output.messages.line("no difference: both mean the same")
            } else {
                lines(difference, first, second, output.results).forEach { output.results.line($0) }
            }
            return .done
        }
    }

    /// A file is a specification; everything else names a run.
    private static func resolved(
        _ name: String, _ runsFolder: String
    ) throws -> FlatSpec {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
        if (exists && !isFolder.boolValue) || (!exists && name.hasSuffix(".yaml")) {
            let reading = SpecReading(SpecRequest(path: name))
            guard let checked = reading.checked else {
                throw CommandFailure(reading.diagnostics, sources: reading.sources)
            }
            return FlatSpec(ResolvedSpec(checked, name: checked.name).node)
        }
        let run = try RunSelection(folder: runsFolder, indexFolder: nil).run(name)
        guard let flat = try FlatSpec.read(run) else {
            throw RunError.damaged(path: run.path, reason: "it has no \(RunFile.resolved)")
        }
        return flat
    }

    private static func lines(
        _ difference: SpecificationDifference, _ first: String, _ second: String, _ terminal: Terminal
    ) -> [String] {
        var table = TextTable([.left, .left, .left])
        table.row(
            ["", FieldText.oneLine(first), FieldText.oneLine(second)].map { terminal.painted($0, .dim) })
        for entry in difference.entries {
            table.row([
                entry.key, terminal.painted(text(entry.first), .bad),
                terminal.painted(text(entry.second), .good),
            ])
        }
        return table.lines()
    }

    private static func text(_ value: FieldValue?) -> String {
        value.map { FieldText.oneLine($0.plainText, limit: 72) } ?? "–"
    }

    private struct Row: Encodable {
        var key: String
        var first: FieldJSON
        var second: FieldJSON

        init(_ entry: SpecificationDifference.Entry) {
            key = entry.key
            first = FieldJSON(entry.first)
            second = FieldJSON(entry.second)
        }
    }
}
