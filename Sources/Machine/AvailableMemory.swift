import Foundation

/// How much more memory this process can have, and what bounds it.
package struct AvailableMemory: Equatable, Sendable {
    package enum Bound: Equatable, Sendable {
        case machine
        case controlGroup
        case processLimit
        case batchJob
        /// The folder of what goes beyond the memory that was asked for.
        case disk(String)
    }

    package var bytes: Int
    package var bound: Bound

    package init(bytes: Int, bound: Bound) {
        self.bytes = bytes
        self.bound = bound
    }

    /// As the kernel says now; nil where it does not say.
    package static func now() -> AvailableMemory? {
        let candidates = [
            machine.map { AvailableMemory(bytes: $0, bound: .machine) },
            ControlGroup.current.freeMemory.map { AvailableMemory(bytes: $0, bound: .controlGroup) },
            processLimit.map { AvailableMemory(bytes: $0, bound: .processLimit) },
            batchJob.map { AvailableMemory(bytes: $0, bound: .batchJob) },
        ]
        return candidates.compactMap { $0 }.min { $0.bytes < $1.bytes }
    }

    /// For the end of a sentence such as "it needs 4 GB, but …".
    package func phrase(_ amount: String) -> String {
        switch bound {
        case .machine: "the machine has \(amount) free"
        case .controlGroup: "the memory limit of its control group (container, batch job) leaves \(amount)"
        case .disk(let folder):
            "the disk of '\(folder)', where what goes beyond 'memory' lies, has \(amount) free"
        case .processLimit: "the limit of the process (ulimit -v) leaves \(amount)"
        case .batchJob: "the memory of its Slurm job (--mem) leaves \(amount)"
        }
    }

    /// What the batch system gave, less what the process has; it need not be enforced by a control group.
    private static var batchJob: Int? {
        guard let whole = SlurmJob.current?.memory else { return nil }
        let pages = readSmallFile("/proc/self/statm")?.split(separator: " ").map { Int($0) ?? 0 } ?? []
        let (used, overflow) = (pages.count > 1 ? pages[1] : 0).multipliedReportingOverflow(
            by: Int(getpagesize()))
        return overflow ? nil : max(0, whole - used)
    }

    /// What the kernel thinks it could give without writing anything out, and the swap space that is free.
    private static var machine: Int? {
        guard let text = readSmallFile("/proc/meminfo") else { return nil }
        var sum: Int?
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("MemAvailable:") || line.hasPrefix("SwapFree:") else { continue }
            guard let kibibytes = Int(line.filter(\.isNumber)) else { continue }
            sum = (sum ?? 0) + kibibytes * 1024
        }
        return sum
    }

    /// What RLIMIT_AS and RLIMIT_DATA leave.
    private static var processLimit: Int? {
        #if os(Linux)
            let pages = readSmallFile("/proc/self/statm")?.split(separator: " ").map { Int($0) ?? 0 } ?? []
            let pageSize = Int(getpagesize())
            func left(_ resource: __rlimit_resource, usedPages: Int) -> Int? {
                var limit = rlimit()
                guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0,
                    limit.rlim_cur < rlim_t(Int.max)
                else { return nil }
                return max(0, Int(limit.rlim_cur) - usedPages * pageSize)
            }
            let whole = left(RLIMIT_AS, usedPages: pages.first ?? 0)
            let data = left(RLIMIT_DATA, usedPages: pages.count > 5 ? pages[5] : 0)
            return [whole, data].compactMap { $0 }.min()
        #else
            return nil
        #endif
    }
}
