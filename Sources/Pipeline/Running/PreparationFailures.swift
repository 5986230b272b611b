import Data
import Runs
import Spec

/// Turns what can go wrong before the first step into messages and exit codes.
enum PreparationFailures {
    static func catching(
        _ sources: SourceTexts, _ output: CommandOutput, _ body: () throws -> RunOutcome
    ) -> RunOutcome {
        do {
            return try body()
        } catch let error as DataDiagnostics {
            let text = DiagnosticText(sources: sources, colour: output.messages.hasColor)
            output.messages.findings(text.render(DiagnosticBag(error.all)))
            return RunOutcome(directory: nil, status: .invalid)
        } catch let error as DataFileError {
            output.messages.line(error.description)
            return RunOutcome(directory: nil, status: .failed)
        } catch let error as RunError {
            output.error(error.description)
            return RunOutcome(directory: nil, status: error.isWrongName ? .invalid : .failed)
        } catch {
            output.error(RunJSON.sentence(error))
            return RunOutcome(directory: nil, status: .failed)
        }
    }
}
