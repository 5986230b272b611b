/// `assay plan SPEC`: the pipeline graph as it would run.
package enum ShowPlan {
    package static func perform(
        _ path: String, overrides: [String], format: PlanFormat, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        let reading = SpecificationReading(SpecificationRequest(path: path, overrides: overrides))
        let findings = reading.text(output.messages)
        if !findings.isEmpty { output.messages.line(findings) }
        guard let checked = reading.checked else { return .invalid }
        output.results.write(ExperimentPlan(checked).rendered(as: format, terminal: output.results))
        return .done
    }
}
