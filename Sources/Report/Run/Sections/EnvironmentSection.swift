import Machine
import Runs

/// What is needed to get the same run again: command, seed, versions, machine, commit, hashes of the data.
package enum EnvironmentSection: RunSection {
    package static let name = "environment"
    package static let title = "Environment"

    package static func body(_ run: RunContents) -> HTMLText? {
        let manifest = run.manifest
        var table = HTMLTable([.init("what"), .init("value")])
        table.rowStyle = "long"
        table.row(["run", manifest.id])
        table.row(["command", manifest.commandLine.joined(separator: " ")])
        table.row(["specification", manifest.specification])
        table.row(["seed", "\(manifest.seed)"])
        for name in manifest.versions.keys.sorted() { table.row([name, manifest.versions[name] ?? ""]) }
        if let type = manifest.elementType { table.row(["element type", type]) }
        if let threads = manifest.threads { table.row(["threads", "\(threads)"]) }
        for (index, attempt) in manifest.attempts.enumerated() where manifest.attempts.count > 1 {
            table.row(["attempt \(index + 1)", "\(attempt.started.localText), \(attempt.status.rawValue)"])
        }
        if let git = manifest.git {
            let branch = git.branch.map { " on \($0)" } ?? ""
            table.row(["git", "\(git.commit)\(branch)\(git.dirty ? ", with uncommitted changes" : "")"])
        }
        if let machine = manifest.machine {
            table.row(["machine", "\(machine.host), \(machine.system)"])
            table.row(["processor", "\(machine.processor ?? "unknown"), \(machine.cores) cores"])
            table.row(["compiled for", machine.compiledFor])
        }
        if let peak = manifest.peakMemoryBytes { table.row(["peak memory", NumberText.bytes(peak)]) }
        for file in manifest.data { table.row(["data", "\(file.path)\nSHA-256 \(file.sha256)"]) }
        if let key = manifest.dataKey { table.row(["prepared data", key]) }
        return table.html
    }
}
