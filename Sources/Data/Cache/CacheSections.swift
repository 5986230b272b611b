import Foundation

/// A stretch of bytes of a cache entry, with its check sum.
struct CacheSection: Codable, Equatable {
    /// From the end of the description.
    var offset: Int
    var byteCount: Int
    var checksum: UInt64
}

/// What will be written behind the description of a cache entry, each section at a multiple of 64 bytes.
struct CacheSections {
    static let alignment = 64

    private(set) var buffers: [UnsafeRawBufferPointer] = []
    /// Owners of the memory the buffers point to.
    private var owners: [AnyObject] = []
    private var offset = 0

    /// Memory that stays as it is while its owner lives.
    mutating func add(_ bytes: UnsafeRawBufferPointer, keeping owner: AnyObject) -> CacheSection {
        let section = CacheSection(offset: offset, byteCount: bytes.count, checksum: Checksum.of(bytes))
        owners.append(owner)
        buffers.append(bytes)
        let padding = CacheSections.roundUp(bytes.count) - bytes.count
        if padding > 0 { buffers.append(UnsafeRawBufferPointer(rebasing: CacheSections.zeros[..<padding])) }
        offset += bytes.count + padding
        return section
    }

    mutating func add<Element: BitwiseCopyable>(_ values: [Element]) -> CacheSection {
        let owner = SectionMemory(values)
        return add(owner.bytes, keeping: owner)
    }

    static func roundUp(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    /// Read only.
    nonisolated(unsafe) private static let zeros: UnsafeRawBufferPointer = {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: alignment, alignment: alignment)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        return UnsafeRawBufferPointer(memory)
    }()
}

/// A copy of an array that stays in one place.
private final class SectionMemory {
    let bytes: UnsafeRawBufferPointer

    init<Element: BitwiseCopyable>(_ values: [Element]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: values.count * MemoryLayout<Element>.stride, alignment: 16)
        values.withUnsafeBytes { memory.copyMemory(from: $0) }
        bytes = UnsafeRawBufferPointer(memory)
    }

    deinit { bytes.deallocate() }
}

/// The sections of a cache entry that is open for reading.
struct CacheFileReader {
    let descriptor: Int32
    /// Where the sections begin.
    let start: Int

    /// - Errors: `PreparedFile.Damage` when the size or the check sum is another
    func fill(_ target: UnsafeMutableRawBufferPointer, _ section: CacheSection) throws {
        guard section.offset >= 0, section.byteCount == target.count else {
            throw PreparedFile.Damage("its sections are damaged")
        }
        try PreparedFile.fill(target, descriptor, at: start + section.offset)
        guard Checksum.of(UnsafeRawBufferPointer(target)) == section.checksum else {
            throw PreparedFile.Damage("a check sum does not match")
        }
    }

    func array<Element: BitwiseCopyable>(
        _ section: CacheSection, of type: Element.Type, count: Int
    ) throws -> [Element] {
        guard count >= 0, section.byteCount == count * MemoryLayout<Element>.stride else {
            throw PreparedFile.Damage("its sections are damaged")
        }
        return try [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            try fill(UnsafeMutableRawBufferPointer(buffer), section)
            filled = count
        }
    }
}
