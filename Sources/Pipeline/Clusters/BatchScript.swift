import Foundation

/// The script that Slurm runs for a worker: to be read, changed and submitted by hand as well.
package struct BatchScript {
    var options: SlurmOptions
    /// The name of the job where none is asked for.
    var name: String
    /// Whether it is a job array; a single job otherwise.
    var isArray: Bool
    /// Where Slurm writes what workers print; `%` stands for numbers of the job.
    var log: String
    /// Where the worker runs.
    var folder: String
    /// The program and its arguments.
    var command: [String]
    /// What the script is and how to submit it again, one line each.
    var remarks: [String]

    package init(
        options: SlurmOptions, name: String, isArray: Bool, log: String, folder: String, command: [String],
        remarks: [String]
    ) {
        self.options = options
        self.name = name
        self.isArray = isArray
        self.log = log
        self.folder = folder
        self.command = command
        self.remarks = remarks
    }

    package var text: String {
        var lines = ["#!/bin/bash"]
        lines += remarks.map { "# " + $0 }
        if !options.hasName { lines.append("#SBATCH --job-name=\(name)") }
        if isArray {
            let most = options.arrayParallelism.map { "%\($0)" } ?? ""
            lines.append("#SBATCH --array=0-\(options.workers - 1)\(most)")
        }
        lines += options.directives.map { "#SBATCH " + $0 }
        // A path in a directive ends at a space unless it is quoted.
        lines += ["#SBATCH --output=\"\(log)\"", "#SBATCH --open-mode=append", "#SBATCH --requeue", ""]
        lines += options.setup
        lines += ["cd -- \(Self.quoted(folder)) || exit 2", ""]
        lines += ["\(command.map(Self.quoted).joined(separator: " ")) &", "worker=$!", ""]
        return lines.joined(separator: "\n") + "\n"
            + (options.requeues ? Self.waiting + Self.requeueing : Self.waiting)
            + "exit $code\n"
    }

    /// The shell hands signals on, and waits until the worker has written its checkpoint.
    private static let waiting = """
        # A signal reaches this shell; the worker gets it too, writes a checkpoint and ends with 75.
        ended_by_others=
        trap 'ended_by_others=yes; kill -TERM "$worker" 2>/dev/null' TERM INT
        trap 'kill -USR1 "$worker" 2>/dev/null' USR1 USR2
        while :; do
            wait "$worker"
            code=$?
            kill -0 "$worker" 2>/dev/null || break
        done

        """

    /// What was canceled must not come back, and what was preempted Slurm queues again by itself.
    private static let requeueing = """
        # 75: stopped in time, before the limit of this job; the next attempt goes on from there.
        if [ "$code" = 75 ] && [ -z "$ended_by_others" ]; then
            job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}}
            scontrol requeue "${job:-$SLURM_JOB_ID}" && sleep 60
        fi

        """

    /// A word as a shell takes it for itself.
    static func quoted(_ word: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")
        if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
