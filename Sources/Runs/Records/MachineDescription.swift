import Foundation
import Machine

/// What a run was computed on.
package struct MachineDescription: Codable, Equatable, Sendable {
    package var host: String
    package var system: String
    package var processor: String?
    package var cores: Int
    package var memoryBytes: Int?
    /// The vector instructions the processor offers, of those that matter here: `avx2 fma avx512f`.
    package var instructionSet: [String]
    /// The widest vectors this binary was compiled for; on a wide machine a portable binary uses less than
    /// it could.
    package var compiledFor: String

    private enum CodingKeys: String, CodingKey {
        case host, system, processor, cores
        case memoryBytes = "memory_bytes"
        case instructionSet = "instruction_set"
        case compiledFor = "compiled_for"
    }

    /// - Parameter compiledFor: the instruction set of the binary, known to the module that holds the loops.
    package static func current(compiledFor: String) -> MachineDescription {
        let information = readSmallFile("/proc/cpuinfo") ?? ""
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        return MachineDescription(
            host: hostName(),
            system: systemName(),
            processor: field("model name", of: information),
            cores: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            memoryBytes: pages > 0 && pageSize > 0 ? Int(pages) * Int(pageSize) : nil,
            instructionSet: vectorInstructions(flags: field("flags", of: information) ?? ""),
            compiledFor: compiledFor)
    }

    private static let interesting = [
        "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni",
        "avx512_bf16",
        "amx_tile",
    ]

    static func vectorInstructions(flags: String) -> [String] {
        let present = Set(flags.split(separator: " "))
        return interesting.filter { present.contains(Substring($0)) }
    }

    private static func field(_ name: String, of information: String) -> String? {
        for line in information.split(separator: "\n") where line.hasPrefix(name) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }

    private static func systemName() -> String {
        var information = utsname()
        guard uname(&information) == 0 else { return "unknown" }
        let system = withUnsafeBytes(of: &information.sysname) { text(of: $0) }
        let release = withUnsafeBytes(of: &information.release) { text(of: $0) }
        let machine = withUnsafeBytes(of: &information.machine) { text(of: $0) }
        return "\(system) \(release) \(machine)"
    }

    private static func text(of bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// The largest amount of memory this process ever held, in bytes, as the kernel counts it.
package func peakMemoryBytes() -> Int? {
    guard let status = readSmallFile("/proc/self/status") else { return nil }
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
        let digits = line.filter(\.isNumber)
        return Int(digits).map { $0 * 1024 }
    }
    return nil
}
