import Foundation
import Machine
import Runs
import Spec

/// `assay sweep --slurm`: writes a script into the sweep's folder and submits it as a job array, each task of which is
/// the same command without `--slurm`.
package enum SubmitSweep {
    package static func perform(_ request: SweepRequest, options text: String, output: CommandOutput)
        -> CommandStatus
    {
        output.catching {
            let options: SlurmOptions
            do {
                options = try SlurmOptions(text)
            } catch let mistake as ClusterOptions.Mistake {
                throw CommandFailure(.command, mistake.message)
            }
            return RunSweep.prepare(request, output: output) { directory, name in
                try submit(directory, name: name, options, output)
            }
        }
    }

    private static func submit(
        _ directory: SweepDirectory, name: String, _ options: SlurmOptions, _ output: CommandOutput
    ) throws -> CommandStatus {
        let folder = FileManager.default.currentDirectoryPath
        let path = OwnProgram.absolute(directory.path, in: folder)
        let script = path + "/sweep.sbatch"
        mkdir(path + "/slurm", 0o777)
        let text = BatchScript(
            options: options, name: "assay-" + name, isArray: true, log: path + "/slurm/%A_%a.log",
            folder: folder, command: try OwnProgram.workerCommand(),
            remarks: [
                "Workers of the sweep \(directory.id), written by assay \(ProgramVersion.text).",
                "Submitted again by hand with: sbatch \(BatchScript.quoted(script))",
            ]
        ).text
        try AtomicFile().write(text, to: script)
        let job = try Submission.submit(script)
        try ClusterJobs.note(
            .init(job: job, workers: options.workers, time: .now(), script: script), in: path)
        if output.isJSON {
            output.results.line(
                try RunJSON.encodeLine(
                    Submission.Outcome(
                        job: job, directory: directory.path, script: script, workers: options.workers)))
        } else {
            output.results.line(job)
            if !output.isQuiet {
                output.messages.line(
                    "submitted \(NumberText.count(options.workers, "worker")) as job \(job) for \(directory.path); "
                        + "'assay sweep --status \(directory.id)' shows them, '--cancel' ends them")
            }
        }
        return .done
    }
}

/// What `sbatch` is given, and what it says.
enum Submission {
    struct Outcome: Encodable {
        var job: String
        var directory: String
        var script: String
        var workers: Int
    }

    /// - Returns: the job's number
    static func submit(_ script: String) throws -> String {
        let answer = try SlurmCommand.output(["sbatch", "--parsable", script])
        // "123" or "123;cluster".
        let job = answer.split(whereSeparator: { $0 == ";" || $0.isNewline }).first.map(String.init) ?? ""
        guard !job.isEmpty, job.allSatisfy(\.isNumber) else {
            throw CommandFailure(
                .system,
                "sbatch gave no job number, but '\(answer.trimmingCharacters(in: .whitespacesAndNewlines))'",
                status: .failed)
        }
        return job
    }
}

/// This program as others are to start it.
enum OwnProgram {
    /// The program's file, and its arguments as a worker gets them.
    ///
    /// - Errors: `CommandFailure` for arguments that hold a secret, which no file may have
    static func workerCommand() throws -> [String] {
        let arguments = ClusterOptions.worker(Array(ProgramArguments.list.dropFirst()))
        if arguments.contains(where: { Secrets.masked($0) != $0 }) {
            throw CommandFailure(
                .command,
                "an argument holds a secret, which would be written into the script; put it into an environment variable "
                    + "and write ${env:NAME} into the specification")
        }
        return [path] + arguments
    }

    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? ProgramArguments.list.first ?? "assay"
    }

    static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }
}
