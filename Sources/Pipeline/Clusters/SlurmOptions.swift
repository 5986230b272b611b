import Foundation

/// How a job is submitted to Slurm: the keys of submitit, under Slurm's names and its own.
package struct SlurmOptions: Sendable, Equatable {
    package let workers: Int
    package let arrayParallelism: Int?
    /// Lines of a shell that come before the worker.
    package let setup: [String]
    /// Whether a worker that its time limit stopped is queued again.
    package let requeues: Bool
    /// The lines that begin with `#SBATCH`, but for those of the job itself.
    package let directives: [String]

    static let option = "--slurm"

    /// Keys that are handed to sbatch as they are, and their names there.
    private static let passed: [(key: String, aliases: [String], option: String)] = [
        ("partition", [], "partition"), ("account", [], "account"), ("qos", [], "qos"),
        ("constraint", [], "constraint"), ("gres", [], "gres"), ("gpus", ["gpus_per_node"], "gpus-per-node"),
        ("nodelist", [], "nodelist"), ("exclude", [], "exclude"), ("reservation", [], "reservation"),
        ("dependency", [], "dependency"), ("comment", [], "comment"), ("mail_user", [], "mail-user"),
        ("mail_type", [], "mail-type"), ("nice", [], "nice"), ("tmp", [], "tmp"),
        ("licenses", [], "licenses"),
    ]

    private static let keys: [ClusterOptions.Key] =
        [
            .init(name: "workers"), .init(name: "time", aliases: ["timeout_min"]),
            .init(name: "cpus", aliases: ["cpus_per_task"]), .init(name: "mem", aliases: ["mem_gb"]),
            .init(name: "array_parallelism"), .init(name: "setup", isRepeated: true),
            .init(name: "name", aliases: ["job_name"]), .init(name: "requeue"),
            .init(name: "signal_delay_s"),
            .init(name: "sbatch", aliases: ["additional_parameters"], isRepeated: true),
        ] + passed.map { .init(name: $0.key, aliases: $0.aliases) }

    /// - Parameter workers: tasks where none are asked for
    /// - Errors: `ClusterOptions.Mistake`
    package init(_ text: String, workers count: Int = 4) throws {
        let options = try ClusterOptions(text, keys: Self.keys, option: Self.option)
        workers = try options.count("workers", in: 1...10_000, option: Self.option) ?? count
        arrayParallelism = try options.count("array_parallelism", in: 1...10_000, option: Self.option)
        setup = options.all("setup")
        switch options["requeue"] ?? "true" {
        case "true", "yes", "1": requeues = true
        case "false", "no", "0": requeues = false
        case let other:
            throw ClusterOptions.Mistake(message: "--slurm: 'requeue' must be true or false, not '\(other)'")
        }
        var lines: [String] = []
        if let name = options["name"] { lines.append("--job-name=\(name)") }
        if let time = options["time"] { lines.append("--time=\(try Self.time(time))") }
        if let cpus = try options.count("cpus", in: 1...4096, option: Self.option) {
            lines.append("--cpus-per-task=\(cpus)")
        }
        if let memory = options["mem"] { lines.append("--mem=\(try Self.memory(memory))") }
        if let delay = try options.count("signal_delay_s", in: 1...65_535, option: Self.option) {
            lines.append("--signal=B:USR1@\(delay)")
        }
        for known in Self.passed {
            if let value = options[known.key] { lines.append("--\(known.option)=\(value)") }
        }
        for line in options.all("sbatch") { lines.append(line.hasPrefix("-") ? line : "--" + line) }
        directives = lines
    }

    var hasName: Bool { directives.contains { $0.hasPrefix("--job-name") } }

    /// `2h`, `90 min`, a number of minutes, or as Slurm writes it (`1-12:00:00`), in Slurm's way.
    package static func time(_ text: String) throws -> String {
        let isSlurms =
            text.allSatisfy { $0.isNumber || $0 == ":" || $0 == "-" } && text.contains { $0.isNumber }
        if isSlurms || ["UNLIMITED", "INFINITE"].contains(text.uppercased()) { return text }
        guard let seconds = ClusterTime.seconds(text), seconds >= 1 else {
            throw ClusterOptions.Mistake(
                message:
                    "--slurm: 'time' is written as 2h, 90min, 1d or as Slurm does (HH:MM:SS), not '\(text)'")
        }
        let whole = Int(seconds.rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(whole / 3600 % 24)):\(two(whole / 60 % 60)):\(two(whole % 60))"
        return whole >= 86_400 ? "\(whole / 86_400)-\(clock)" : clock
    }

    /// `4G`, `512M`; a bare number is gigabytes, as in submitit.
    package static func memory(_ text: String) throws -> String {
        if let count = Int(text), (0...1_000_000).contains(count) { return count == 0 ? "0" : "\(count)G" }
        var amount = text.uppercased()
        if amount.hasSuffix("B") { amount.removeLast() }
        guard let unit = amount.last, "KMGT".contains(unit), let number = Double(amount.dropLast()),
            number > 0
        else {
            throw ClusterOptions.Mistake(
                message: "--slurm: 'mem' is written as 4G or 512M, or as a number of gigabytes, not '\(text)'"
            )
        }
        if let whole = Int(exactly: number) { return "\(whole)\(unit)" }
        // Slurm takes whole numbers alone.
        let factors: [Character: Double] = ["K": 1.0 / 1024, "M": 1, "G": 1024, "T": 1024 * 1024]
        let megabytes = (number * (factors[unit] ?? 1)).rounded(.up)
        guard megabytes < 1e12 else {
            throw ClusterOptions.Mistake(message: "--slurm: 'mem' is more than any machine has: '\(text)'")
        }
        return "\(Int(megabytes))M"
    }
}

/// Durations on the command line.
package enum ClusterTime {
    private static let units: [(names: [String], seconds: Double)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hour", "hours"], 3600), (["d", "day", "days"], 86_400),
    ]

    /// Seconds of `90 s`, `30min`, `2h`, `1h30m`; nil for what is no duration.
    package static func seconds(_ text: String) -> Double? {
        var rest = text.lowercased().filter { !$0.isWhitespace }[...]
        guard !rest.isEmpty else { return nil }
        var sum = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let word = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(word.count)
            guard let amount = Double(digits),
                let unit = units.first(where: { $0.names.contains(String(word)) })
            else { return nil }
            sum += amount * unit.seconds
        }
        return sum > 0 && sum < 1e9 ? sum : nil
    }
}
