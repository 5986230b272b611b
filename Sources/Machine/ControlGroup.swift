import Foundation

/// The limits Linux puts on a group of processes, as containers and batch systems do: files in a folder for the
/// process's group and for every group above it, of the first version (one tree for each kind of limit) or of the
/// second (one tree).
package struct ControlGroup: Sendable {
    /// The folders that limit the processors, from the process's own group upwards.
    private let processorFolders: [String]
    private let memoryFolders: [String]

    /// The groups of this process; without limits where there are none.
    package static let current = ControlGroup(
        membership: readSmallFile("/proc/self/cgroup") ?? "", mount: "/sys/fs/cgroup")

    /// - Parameter membership: what `/proc/self/cgroup` says
    /// - Parameter mount: where the trees are mounted
    package init(membership: String, mount: String) {
        var processors: [String] = []
        var memory: [String] = []
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let group = String(fields[2])
            if fields[1].isEmpty {
                let chain = Self.chain(of: group, in: mount)
                processors += chain
                memory += chain
                continue
            }
            let kinds = fields[1].split(separator: ",")
            if kinds.contains("cpu") { processors += Self.chain(of: group, in: mount + "/cpu") }
            if kinds.contains("memory") { memory += Self.chain(of: group, in: mount + "/memory") }
        }
        processorFolders = processors
        memoryFolders = memory
    }

    /// The folder of a group and those above it. In a container a group may have a name that is not mounted: the mount
    /// itself is then the group.
    private static func chain(of group: String, in mount: String) -> [String] {
        var folders = [mount]
        var folder = mount
        for name in group.split(separator: "/") where name != ".." {
            folder += "/" + name
            folders.append(folder)
        }
        return folders.reversed()
    }

    /// How many processors' time the process may take, such as 1.5; nil without a limit.
    package var processors: Double? {
        processorFolders.compactMap { folder -> Double? in
            if let line = readSmallFile(folder + "/cpu.max") {
                let words = line.split(whereSeparator: \.isWhitespace)
                return words.count == 2 ? Self.share(words[0], of: words[1]) : nil
            }
            guard let quota = readSmallFile(folder + "/cpu.cfs_quota_us"),
                let period = readSmallFile(folder + "/cpu.cfs_period_us")
            else { return nil }
            return Self.share(quota[...], of: period[...])
        }.min()
    }

    private static func share(_ quota: Substring, of period: Substring) -> Double? {
        guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else {
            return nil
        }
        return Double(quota) / Double(period)
    }

    /// Bytes the groups may still take; nil without a limit. What only keeps copies of files is given back when needed.
    package var freeMemory: Int? {
        memoryFolders.compactMap { folder -> Int? in
            let names =
                readSmallFile(folder + "/memory.max") == nil
                ? (
                    limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes",
                    copies: "total_inactive_file"
                )
                : (limit: "memory.max", used: "memory.current", copies: "inactive_file")
            guard let limit = Self.number(readSmallFile(folder + "/" + names.limit)?[...] ?? ""),
                limit < Self.unlimited,
                let used = Self.number(readSmallFile(folder + "/" + names.used)?[...] ?? "")
            else { return nil }
            let copies = Self.field(names.copies, of: readSmallFile(folder + "/memory.stat") ?? "") ?? 0
            return max(0, limit - max(0, used - copies))
        }.min()
    }

    /// The first version writes 2⁶³ rounded to pages where there is no limit.
    private static let unlimited = 1 << 62

    private static func number(_ text: Substring) -> Int? {
        Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func field(_ name: String, of text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(name + " ") {
            return number(line.dropFirst(name.count + 1))
        }
        return nil
    }
}

/// The content of a small file of the system; these report a size of zero, so they are read until they end.
package func readSmallFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        bytes.append(contentsOf: chunk.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
}
