import Data
import Foundation

/// Slurm's own commands, asked for what they print.
enum SlurmCommand {
    /// Longer than a controller takes that answers.
    private static let patience = 30.0

    /// - Errors: `CommandFailure` with the program's own words
    static func output(_ words: [String]) throws -> String {
        var bytes: [UInt8] = []
        // Their texts are read: they must not depend on who asks.
        let variables = [("SLURM_TIME_FORMAT", "standard"), ("LC_ALL", "C")]
        let command = ChildCommand(
            words: words, folder: FileManager.default.currentDirectoryPath, variables: variables,
            patience: patience)
        do {
            try command.run { bytes.append(contentsOf: $0) }
        } catch let failure as ChildCommand.Failure {
            let program = words.first ?? ""
            if failure.message.contains("status 127") {
                throw CommandFailure(
                    .system,
                    "there is no '\(program)' in PATH: Slurm's commands are needed here; on a machine without Slurm start "
                        + "the same command without --slurm, once for each worker", status: .failed)
            }
            let said = failure.lines.map { $0.replacing("it said: ", with: "") }.joined(separator: "; ")
            throw CommandFailure(
                .system, "'\(words.joined(separator: " "))' failed: \(said.isEmpty ? failure.message : said)",
                status: .failed)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
