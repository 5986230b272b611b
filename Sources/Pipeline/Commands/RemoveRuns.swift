import Catalogue
import Foundation
import Machine
import Runs

/// `assay rm RUN…`: removes runs and whole sweeps, see `Removal`; `latest` then points to the newest one left.
package enum RemoveRuns {
    package struct Request: Sendable {
        package var runsFolder: String
        package var runs: [String]
        package var filter: String?
        /// Says what would be removed.
        package var isTrial: Bool
        package var isConfirmed: Bool

        package init(runsFolder: String, runs: [String], filter: String?, isTrial: Bool, isConfirmed: Bool) {
            self.runsFolder = runsFolder
            self.runs = runs
            self.filter = filter
            self.isTrial = isTrial
            self.isConfirmed = isConfirmed
        }
    }

    /// - Parameter confirm: asks a person; nil when nobody can answer
    package static func perform(
        _ request: Request, output: CommandOutput = CommandOutput(), confirm: ((String) -> Bool)? = nil
    ) -> CommandStatus {
        output.catching {
            let selection = RunSelection(
                folder: request.runsFolder, indexFolder: CacheFolders().indexes)
            let results = try selection.results(request.runs, filter: request.filter)
            guard !results.isEmpty else {
                output.messages.line("no run matches, nothing is removed")
                return .done
            }
            // All of them are looked at before the first one goes.
            let removals = try removals(results, request, output)
            guard !removals.isEmpty else { return .failed }
            let bytes = removals.reduce(0) { $0 + $1.bytes }
            let summary = "\(Removal.summary(removals)), \(NumberText.bytes(bytes))"
            for removal in removals { output.results.line(removal.line) }
            if request.isTrial {
                output.messages.line("would remove \(summary)")
                return .done
            }
            guard request.isConfirmed || confirm?("remove \(summary)?") ?? false else {
                return output.fail(CommandFailure(.command, "nothing is removed: confirm with --yes"))
            }
            defer {
                RunDirectory.repairLatest(in: request.runsFolder)
                SweepDirectory.repairLatest(in: request.runsFolder)
            }
            for removal in removals { try removal.perform() }
            output.messages.line("removed \(summary)")
            return .done
        }
    }

    /// A named run that may not be removed stops everything; one that a filter found is left out.
    private static func removals(
        _ results: [NamedResult], _ request: Request, _ output: CommandOutput
    ) throws -> [Removal] {
        guard request.runs.isEmpty else { return try results.map(Removal.init) }
        return results.compactMap { result in
            do {
                return try Removal(result)
            } catch {
                output.error(RunJSON.sentence(error))
                return nil
            }
        }
    }
}
