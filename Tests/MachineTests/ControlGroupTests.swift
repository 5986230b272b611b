import Foundation
import Machine
import Testing

@Suite("Limits of the process") struct ControlGroupTests {
    /// Writes files into a fresh folder that stands for the mounted trees.
    private func mount(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/groups-\(UUID().uuidString)"
        for (name, text) in files {
            let path = folder + "/" + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
        return folder
    }

    @Test("of groups of the second version, the tightest limit of all above counts")
    func secondVersion() throws {
        let folder = try mount([
            "cpu.max": "max 100000\n", "job/cpu.max": "150000 100000\n",
            "job/step/cpu.max": "400000 100000\n",
            "job/memory.max": "1000000\n", "job/memory.current": "700000\n",
            "job/memory.stat": "anon 400000\ninactive_file 200000\nactive_file 100000\n",
            "job/step/memory.max": "max\n", "job/step/memory.current": "600000\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let group = ControlGroup(membership: "0::/job/step\n", mount: folder)
        #expect(group.processors == 1.5)
        // 1,000,000 − (700,000 − 200,000)
        #expect(group.freeMemory == 500_000)
    }

    @Test("groups of the first version have a tree for each kind")
    func firstVersion() throws {
        let folder = try mount([
            "cpu/a/cpu.cfs_quota_us": "-1\n", "cpu/a/cpu.cfs_period_us": "100000\n",
            "cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n",
            "memory/b/memory.limit_in_bytes": "8000\n", "memory/b/memory.usage_in_bytes": "5000\n",
            "memory/b/memory.stat": "cache 10\ntotal_inactive_file 1000\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n", "memory/memory.usage_in_bytes": "5000\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let group = ControlGroup(
            membership: "4:memory:/b\n2:cpu,cpuacct:/a\n1:name=systemd:/\n", mount: folder)
        #expect(group.processors == 3)
        #expect(group.freeMemory == 4000)
    }

    @Test("without files, or without a group, nothing is limited")
    func none() {
        for membership in ["", "0::/x", "nonsense\n::\n"] {
            let group = ControlGroup(membership: membership, mount: "/nowhere")
            #expect(group.processors == nil)
            #expect(group.freeMemory == nil)
        }
    }

    @Test(
        "at least one processor, at most those of the affinity, whole ones of the quota",
        arguments: [
            (8, nil, 8), (8, 0.5, 1), (8, 2.9, 2), (2, 16, 2), (0, nil, 1),
        ] as [(Int, Double?, Int)])
    func processors(affinity: Int, quota: Double?, expected: Int) {
        #expect(AllowedProcessors.count(affinity: affinity, quota: quota) == expected)
    }

    @Test("the processors the tests may use are known") func ownProcessors() {
        #expect((1...ProcessInfo.processInfo.processorCount).contains(AllowedProcessors.count))
    }

    @Test("the memory that is left is less than the machine has, and asking for more is refused")
    func ownMemory() throws {
        let available = try #require(AvailableMemory.now())
        #expect(available.bytes > 0)
        #expect(throws: MemoryShortage.self) { try MemoryShortage.check(1 << 60) }
        try MemoryShortage.check(1 << 20)
    }

    @Test("a shortage is a sentence with both amounts") func sentence() {
        let limited = AvailableMemory(bytes: 2_345_000_000, bound: .processLimit)
        #expect(
            MemoryShortage(needed: 4_800_000_000, available: limited).description
                == "out of memory: 4.8 GB more are needed, but the limit of the process (ulimit -v) leaves 2.35 GB"
        )
        #expect(
            MemoryShortage(needed: 812, available: nil).description
                == "out of memory: 812 bytes more are needed")
    }
}
