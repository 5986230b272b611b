import Foundation
import Machine
import Runs
import Spec
import Sweep

/// `assay plan SPEC`: the pipeline graph as it would run, and what a sweep would take.
package enum ShowPlan {
    package static func perform(
        _ path: String, overrides: [String], format: PlanFormat, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        var ignored = DiagnosticBag()
        let (changes, parameters) = SweepArgument.read(overrides, diagnostics: &ignored)
        let reading = SpecReading(SpecRequest(path: path, overrides: changes))
        let problem = output.report(reading)
        guard let checked = reading.checked else { return problem ?? .invalid }
        var plan = ExperimentPlan(checked)
        if !parameters.isEmpty || checked.spec.sweep.map({ !$0.leavesParametersOpen }) ?? false {
            let sweep = SweepReading(
                path, arguments: overrides, environment: ProcessInfo.processInfo.environment, fetching: .never
            )
            guard let definition = sweep.definition else {
                return output.fail(CommandFailure(sweep.diagnostics, sources: sweep.sources))
            }
            do {
                let jobs = AllowedProcessors.count
                plan.sweep = try SweepPlan(definition, jobs: jobs, memory: StackCost.standardMemory)
            } catch {
                return output.fail(error)
            }
        }
        output.results.write(plan.rendered(as: format, terminal: output.results))
        return .done
    }
}
