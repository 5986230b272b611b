import Foundation

/// A block of memory that lies in a file.
///
/// Made files have no name: they are gone when the block is released, or the process ends in whatever way. Their room
/// on the disk is taken at once, as a full disk would otherwise end the process when it writes to the memory.
struct MappedFile: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let byteCount: Int
    /// Where the block begins behind the start of the mapping, which has to be that of a page.
    private let lead: Int

    /// - Errors: `MemoryShortage` when the disk has not so much, or the folder cannot be written
    init(_ bytes: Int, in folder: String) throws(MemoryShortage) {
        guard let descriptor = MappedFile.temporary(in: folder) else {
            throw MemoryShortage(needed: bytes, available: AvailableMemory(bytes: 0, bound: .disk(folder)))
        }
        // The mapping keeps the file.
        defer { close(descriptor) }
        try MappedFile.take(bytes, descriptor, folder)
        guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else {
            throw MemoryShortage(needed: bytes, available: AvailableMemory.now())
        }
        address = start
        byteCount = bytes
        lead = 0
    }

    /// A stretch of a file that is there; nil when it cannot be mapped.
    init?(reading file: Int32, offset: Int, bytes: Int) {
        // Beyond its end a mapped file has no memory: touching it would end the process.
        var status = stat()
        guard fstat(file, &status) == 0, offset + bytes <= Int(status.st_size) else { return nil }
        lead = offset % Int(getpagesize())
        let whole = bytes + lead
        guard let start = mmap(nil, whole, PROT_READ, MAP_SHARED, file, off_t(offset - lead)),
            start != MAP_FAILED
        else { return nil }
        address = start + lead
        byteCount = bytes
    }

    func letGo() { madvise(address - lead, byteCount + lead, MADV_DONTNEED) }

    func release() { munmap(address - lead, byteCount + lead) }

    /// A file whose name is removed at once.
    private static func temporary(in folder: String) -> Int32? {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var name = Array((folder + "/memory.XXXXXX").utf8CString)
        let named = mkstemp(&name)
        guard named >= 0 else { return nil }
        unlink(name)
        _ = fcntl(named, F_SETFD, FD_CLOEXEC)
        return named
    }

    private static func take(_ bytes: Int, _ descriptor: Int32, _ folder: String) throws(MemoryShortage) {
        var code: Int32
        repeat { code = posix_fallocate(descriptor, 0, off_t(bytes)) } while code == EINTR
        guard code == 0 else {
            var space = statvfs()
            let free = statvfs(folder, &space) == 0 ? Int(space.f_bavail) * Int(space.f_frsize) : 0
            throw MemoryShortage(needed: bytes, available: AvailableMemory(bytes: free, bound: .disk(folder)))
        }
    }
}
