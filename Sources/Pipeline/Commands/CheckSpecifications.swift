import Foundation
import Runs
import Spec

/// `assay check SPEC…`: every finding of every specification.
package enum CheckSpecifications {
    package static func perform(
        _ arguments: [String], output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        let overrides = arguments.filter(isOverride)
        let paths = arguments.filter { !isOverride($0) }
        guard !paths.isEmpty else {
            return output.fail(
                CommandFailure(.command, "no specification is named; write 'assay check SPEC'"))
        }
        let readings = paths.map { path in
            (
                path: path,
                reading: SpecReading(SpecRequest(path: path, overrides: overrides))
            )
        }
        if output.isJSON {
            let rows = readings.flatMap { $0.reading.diagnostics.sorted().map(DiagnosticRow.init) }
            output.results.line((try? RunJSON.encodeLine(rows)) ?? "[]")
        } else {
            for (path, reading) in readings { show(reading, path: path, output) }
        }
        return readings.contains { $0.reading.diagnostics.hasErrors } ? .invalid : .done
    }

    private static func show(_ reading: SpecReading, path: String, _ output: CommandOutput) {
        let text = reading.text(output.messages)
        if !text.isEmpty { output.messages.findings(text) }
        let summary = DiagnosticText.summary(reading.diagnostics)
        guard !reading.diagnostics.hasErrors else {
            output.messages.line("\(path): \(output.messages.painted(summary, .bad))")
            return
        }
        let verdict = output.results.painted("correct", .good)
        output.results.line("\(path): \(verdict)\(summary.isEmpty ? "" : ", " + summary)")
        if let remark = reading.checked?.dataRemark { output.results.line("  note: \(remark)") }
    }

    /// Overrides are told from paths by their grammar, `a.b=v`, `+a.b=v`, `~a.b`; the name of a file that is there is
    /// that file.
    private static func isOverride(_ argument: String) -> Bool {
        if FileManager.default.fileExists(atPath: argument) { return false }
        if argument.hasPrefix("+") || argument.hasPrefix("~") { return true }
        guard let equals = argument.firstIndex(of: "=") else { return false }
        return !argument[..<equals].contains("/")
    }
}
