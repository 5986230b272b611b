import Foundation
import Machine
import Runs

/// `assay run --slurm`: makes the run's directory and submits a job that trains in it, as often as its time limit asks
/// for.
package enum SubmitRun {
    package static func perform(_ request: RunRequest, options text: String, output: CommandOutput)
        -> CommandStatus
    {
        output.catching {
            let options: SlurmOptions
            do {
                options = try SlurmOptions(text, workers: 1)
            } catch let mistake as ClusterOptions.Mistake {
                throw CommandFailure(.command, mistake.message)
            }
            guard options.workers == 1, options.arrayParallelism == nil else {
                throw CommandFailure(
                    .command,
                    "a run has one worker; 'assay sweep --slurm' shares the trials of a sweep among several")
            }
            return RunExperiment.prepare(request, output: output) { directory, name in
                try submit(directory, name, request, options, output)
            }
        }
    }

    private static func submit(
        _ directory: RunDirectory, _ name: String, _ request: RunRequest, _ options: SlurmOptions,
        _ output: CommandOutput
    ) throws -> CommandStatus {
        let folder = FileManager.default.currentDirectoryPath
        let path = OwnProgram.absolute(directory.path, in: folder)
        let script = path + "/run.sbatch"
        var command = [
            OwnProgram.path, "resume", path, "--runs", OwnProgram.absolute(request.runsFolder, in: folder),
        ]
        if let threads = request.threads { command += ["--threads", "\(threads)"] }
        if !request.writesReport { command.append("--no-report") }
        // Data come only from where the first attempt may get them too.
        for flag in ["--allow-commands", "--offline"] where ProgramArguments.list.contains(flag) {
            command.append(flag)
        }
        let text = BatchScript(
            options: options, name: "assay-" + name, isArray: false, log: path + "/slurm-%j.log",
            folder: folder,
            command: command,
            remarks: [
                "The run \(directory.id), written by assay \(ProgramVersion.text).",
                "Submitted again by hand with: sbatch \(BatchScript.quoted(script))",
            ]
        ).text
        try AtomicFile().write(text, to: script)
        let job = try Submission.submit(script)
        if output.isJSON {
            output.results.line(
                try RunJSON.encodeLine(
                    Submission.Outcome(job: job, directory: directory.path, script: script, workers: 1)))
        } else {
            output.results.line(job)
            if !output.isQuiet {
                output.messages.line(
                    "submitted as job \(job): 'assay show \(directory.id)' and 'assay watch' show the run, "
                        + "'scancel \(job)' ends it with a checkpoint")
            }
        }
        return .done
    }
}
