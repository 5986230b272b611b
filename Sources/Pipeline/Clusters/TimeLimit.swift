import Foundation
import Machine
import Runs

/// When a training stops by itself: after the time it was given, and before the batch system would end it.
///
/// Slurm's own warnings need a setting for every job (`--signal`), and programs cannot tell them from preemption: the
/// clock decides.
package enum TimeLimit {
    /// Seconds that stopping may take: a step, checkpoints, and the files of the end.
    static let longestMargin = 60.0

    package struct Stop: Equatable {
        /// From now.
        package var seconds: Double
        /// What asks for it, in a clause.
        package var reason: String
    }

    /// Asks the training to stop when the time is over.
    ///
    /// - Parameter asked: seconds from now; nil for no limit of the command's own
    package static func begin(_ asked: Double?, output: CommandOutput) {
        guard let stop = stop(asked, SlurmJob.current, now: Date().timeIntervalSince1970, end: endTime) else {
            return
        }
        let isBegun = WorkThread.start(stackBytes: 256 << 10) {
            let end = monotonicSeconds() + stop.seconds
            while true {
                let rest = end - monotonicSeconds()
                if rest <= 0 { break }
                usleep(UInt32(min(rest, 10) * 1e6) + 1)
            }
            Interruption.request(stop.reason)
        }
        if !isBegun {
            output.warn("no thread could be made that watches the time limit: it will not stop by itself")
        }
    }

    /// The earlier of both limits; nil where there is none.
    ///
    /// - Parameter end: asks Slurm when a job ends that does not know it
    package static func stop(
        _ asked: Double?, _ job: SlurmJob?, now: Double, end: (SlurmJob) -> Double?
    ) -> Stop? {
        var stops: [Stop] = []
        if let asked { stops.append(Stop(seconds: asked, reason: "the time of --time-limit is over")) }
        // A job whose end has passed is not the one that ends this process.
        if let job, let end = job.end ?? end(job), end > now {
            let margin = margin(of: end - now)
            stops.append(
                Stop(
                    seconds: end - now - margin,
                    reason: "the time of job \(job.id) is over in \(NumberText.duration(margin))"))
        }
        return stops.min { $0.seconds < $1.seconds }
    }

    /// A short job must not spend all of its time on stopping.
    static func margin(of rest: Double) -> Double { min(longestMargin, rest / 4) }

    /// What `squeue` says about a job's end; nil where it says nothing.
    private static func endTime(of job: SlurmJob) -> Double? {
        guard let text = try? SlurmCommand.output(["squeue", "-h", "-j", job.number, "-o", "%e"]) else {
            return nil
        }
        return seconds(ofLocal: text.split(separator: "\n").first.map(String.init) ?? "")
    }

    /// Seconds since 1970 of `2026-11-28T17:45:00`, local time; nil for `N/A` and whatever else is no time.
    package static func seconds(ofLocal text: String) -> Double? {
        let fields = text.trimmingCharacters(in: .whitespaces).split { "-T:".contains($0) }
        let numbers = fields.compactMap { Int32($0) }
        guard fields.count == 6, numbers.count == 6, (1970...9999).contains(numbers[0]),
            numbers.dropFirst().allSatisfy({ (0...60).contains($0) })
        else { return nil }
        var parts = tm()
        parts.tm_year = numbers[0] - 1900
        parts.tm_mon = numbers[1] - 1
        parts.tm_mday = numbers[2]
        parts.tm_hour = numbers[3]
        parts.tm_min = numbers[4]
        parts.tm_sec = numbers[5]
        parts.tm_isdst = -1
        let time = mktime(&parts)
        return time == -1 ? nil : Double(time)
    }
}
