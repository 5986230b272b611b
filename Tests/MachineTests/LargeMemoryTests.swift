import Foundation
import Machine
import TestSupport
import Testing

/// One process has one bound, so these run one after another.
@Suite("Memory within a bound", .serialized)
struct LargeMemoryTests {
    private static let megabyte = 1 << 20

    private func bounded(_ bytes: Int, _ work: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let before = LargeMemory.bound
        LargeMemory.keep(to: LargeMemory.Bound(bytes: bytes, folder: folder.path))
        defer { LargeMemory.keep(to: before) }
        try work(folder.path)
    }

    @Test("what goes beyond a part of the bound lies in files that leave no name behind")
    func files() throws {
        try bounded(1) { folder in
            let block = try LargeMemory.map(3 * Self.megabyte)
            #expect(LargeMemory.bytesInFiles >= 3 * Self.megabyte)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            let numbers = block.bindMemory(to: Int.self, capacity: 1000)
            #expect(numbers[999] == 0)
            numbers[999] = 7
            LargeMemory.unmap(block, 3 * Self.megabyte)
        }
    }

    @Test("a block that grows keeps what it holds, in memory and in files")
    func growth() throws {
        for bytes in [1, 1 << 40] {
            try bounded(bytes) { _ in
                let small = try LargeMemory.map(2 * Self.megabyte)
                small.storeBytes(of: 42, toByteOffset: Self.megabyte, as: Int.self)
                let large = try LargeMemory.resize(small, from: 2 * Self.megabyte, to: 8 * Self.megabyte)
                #expect(large.load(fromByteOffset: Self.megabyte, as: Int.self) == 42)
                #expect(large.load(fromByteOffset: 7 * Self.megabyte, as: Int.self) == 0)
                let cut = try LargeMemory.resize(large, from: 8 * Self.megabyte, to: Self.megabyte + 8)
                #expect(cut.load(fromByteOffset: Self.megabyte, as: Int.self) == 42)
                LargeMemory.unmap(cut, Self.megabyte + 8)
            }
        }
    }

    @Test("a folder that is not there is made; one that cannot be is an error with its name")
    func folders() throws {
        try bounded(1) { folder in
            LargeMemory.keep(to: LargeMemory.Bound(bytes: 1, folder: folder + "/deeper/still"))
            LargeMemory.unmap(try LargeMemory.map(Self.megabyte), Self.megabyte)
            LargeMemory.keep(to: LargeMemory.Bound(bytes: 1, folder: "/proc/nowhere"))
            let error = #expect(throws: MemoryShortage.self) { _ = try LargeMemory.map(Self.megabyte) }
            #expect(error?.description.contains("/proc/nowhere") == true)
        }
    }

    @Test("more than the disk has is an error before anything is written")
    func fullDisk() throws {
        try bounded(1) { _ in
            #expect(throws: MemoryShortage.self) { _ = try LargeMemory.map(1 << 55) }
        }
    }

    @Test(
        "amounts of memory as people write them",
        arguments: [
            ("4G", 4_000_000_000), ("512 MB", 512_000_000), ("1.5 GiB", 1_610_612_736), ("2kib", 2048),
            ("1000", 1000), ("3 B", 3),
        ] as [(String, Int)])
    func amounts(text: String, bytes: Int) {
        #expect(ByteAmount.bytes(text) == bytes)
    }

    @Test(
        "what is no amount",
        arguments: ["", "G", "-1G", "1e3", "4 GB free", "nan", "1GiBB", "9999999T", "ib"])
    func noAmount(text: String) {
        #expect(ByteAmount.bytes(text) == nil)
    }
}
