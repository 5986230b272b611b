import ArgumentParser
import Pipeline

/// When a training stops by itself, the same for every command that trains.
struct TimeLimitOption: ParsableArguments {
    @Option(
        name: .customLong("time-limit"),
        help: """
            Stop after this time, such as 90min or 2h, with a checkpoint and exit code 75. A job of Slurm stops by itself \
            a minute before its end.
            """)
    var limit: DurationArgument?

    var seconds: Double? { limit?.seconds }
}

/// A time: `90 s`, `30min`, `2h`, `1h30m`; a bare number is seconds.
struct DurationArgument: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        let bare = Double(argument).flatMap { $0 > 0 && $0 < 1e9 ? $0 : nil }
        guard let seconds = bare ?? ClusterTime.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}
