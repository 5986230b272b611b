import Report
import Runs

/// `assay report [RUN]`: writes the page about a run anew and prints where it is.
package enum WriteReport {
    package static func perform(
        _ name: String, runsFolder: String, output: CommandOutput = CommandOutput()
    ) -> CommandStatus {
        do {
            output.results.line(try RunReport.write(try RunIndex(folder: runsFolder).find(name)))
            return .done
        } catch let error as RunError {
            output.error("\(error)")
            return error.isWrongName ? .invalid : .failed
        } catch {
            output.error("\(error)")
            return .failed
        }
    }
}
