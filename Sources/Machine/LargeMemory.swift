import Foundation
import Synchronization

/// Memory for what grows with the rows of a table: columns, matrices, orders of rows.
///
/// Without a bound it is memory of the process, in large pages. With a bound (`memory: 1 GB` in a specification), what
/// goes beyond an eighth of it lies in files without a name, which are mapped: the kernel writes them out and reads
/// them back as they are needed, and `ResidentWatch` lets go of what was touched long enough ago. No result depends on
/// it.
///
/// Blocks are zero-filled at first. Any thread may map and unmap.
package enum LargeMemory {
    /// What a process may keep in memory, and where the rest goes.
    package struct Bound: Equatable, Sendable {
        package var bytes: Int
        /// On a disk, not in memory: the folder of the cache.
        package var folder: String

        package init(bytes: Int, folder: String) {
            self.bytes = bytes
            self.folder = folder
        }

        /// What of it may lie in the process's own memory; the rest is for everything else it needs.
        var ownBytes: Int { bytes / 8 }
    }

    private struct State {
        var bound: Bound?
        var ownBytes = 0
        var files: [UInt: MappedFile] = [:]
    }

    private static let state = Mutex(State())

    /// From now on new blocks keep to this bound; nil for none.
    package static func keep(to bound: Bound?) {
        state.withLock { $0.bound = bound }
    }

    package static var bound: Bound? { state.withLock { $0.bound } }

    /// Bytes that lie in files now.
    package static var bytesInFiles: Int {
        state.withLock { $0.files.values.reduce(0) { $0 + $1.byteCount } }
    }

    /// - Parameter bytes: at least one
    /// - Errors: `MemoryShortage` when neither memory nor disk has so much
    package static func map(_ bytes: Int) throws(MemoryShortage) -> UnsafeMutableRawPointer {
        let folder: String? = state.withLock { state in
            if let bound = state.bound, state.ownBytes + bytes > bound.ownBytes { return bound.folder }
            state.ownBytes += pages(bytes)
            return nil
        }
        if let folder { return try mapFile(bytes, in: folder) }
        do throws(MemoryShortage) {
            // The system promises more than it has; a block that it certainly cannot give is refused here.
            try MemoryShortage.check(bytes)
            guard let address = mapOwn(bytes) else {
                throw MemoryShortage(needed: bytes, available: AvailableMemory.now())
            }
            return address
        } catch {
            state.withLock { $0.ownBytes -= pages(bytes) }
            throw error
        }
    }

    /// Another size, the content kept as far as it fits; the block may lie elsewhere afterwards.
    ///
    /// - Errors: `MemoryShortage`; the block is still there then, as it was
    package static func resize(
        _ address: UnsafeMutableRawPointer, from bytes: Int, to newBytes: Int
    ) throws(MemoryShortage) -> UnsafeMutableRawPointer {
        let isFile = state.withLock { $0.files[UInt(bitPattern: address)] != nil }
        if newBytes <= bytes {
            // What a file has too much goes with it.
            if isFile { return address }
            let kept = pages(newBytes)
            let given = pages(bytes) - kept
            if given > 0 {
                munmap(address + kept, given)
                state.withLock { $0.ownBytes -= given }
            }
            return address
        }
        let larger = try map(newBytes)
        larger.copyMemory(from: address, byteCount: bytes)
        unmap(address, bytes)
        return larger
    }

    package static func unmap(_ address: UnsafeMutableRawPointer, _ bytes: Int) {
        let file = state.withLock { state in
            let file = state.files.removeValue(forKey: UInt(bitPattern: address))
            if file == nil { state.ownBytes -= pages(bytes) }
            return file
        }
        if let file {
            file.release()
        } else {
            munmap(address, pages(bytes))
        }
    }

    /// A stretch of a file, to be read only; nil when it cannot be mapped. `unmap` takes it away.
    package static func mapReadOnly(
        _ descriptor: Int32, offset: Int, bytes: Int
    ) -> UnsafeMutableRawPointer? {
        guard let file = MappedFile(reading: descriptor, offset: offset, bytes: bytes) else { return nil }
        note(file)
        return file.address
    }

    /// Whether a block, which begins there, lies in a file.
    package static func isInFile(_ address: UnsafeMutableRawPointer) -> Bool {
        state.withLock { $0.files[UInt(bitPattern: address)] != nil }
    }

    /// Has a stretch of a block that lies in a file at hand before it is read.
    package static func fetch(_ address: UnsafeMutableRawPointer, _ bytes: Int) {
        let misplaced = Int(bitPattern: address) % page
        // Linux before 5.14 cannot do all of it ahead.
        if madvise(address - misplaced, bytes + misplaced, populateForReading) != 0 {
            madvise(address - misplaced, bytes + misplaced, MADV_WILLNEED)
        }
    }

    /// Lets go of a stretch of a block that lies in a file; it is read again where it is wanted again.
    package static func letGo(_ address: UnsafeMutableRawPointer, _ bytes: Int) {
        let misplaced = Int(bitPattern: address) % page
        madvise(address - misplaced, bytes + misplaced, MADV_DONTNEED)
    }

    /// `MADV_POPULATE_READ`
    private static let populateForReading: Int32 = 22

    private static func mapFile(_ bytes: Int, in folder: String) throws(MemoryShortage)
        -> UnsafeMutableRawPointer
    {
        let file = try MappedFile(bytes, in: folder)
        note(file)
        return file.address
    }

    private static func note(_ file: MappedFile) {
        state.withLock { $0.files[UInt(bitPattern: file.address)] = file }
        if let limit = bound?.bytes { ResidentWatch.start(limit: limit) }
    }

    /// Lets go of every page of mapped files; false when there are no files. Pages that are wanted again are found in
    /// the system's copies of files.
    static func letGo() -> Bool {
        // Under the lock, so that nothing is unmapped meanwhile.
        state.withLock { state in
            for file in state.files.values { file.letGo() }
            return !state.files.isEmpty
        }
    }

    /// Maps more than asked for and gives back what lies before and after a block that begins with a large page, which
    /// are asked for: rows chosen at random from a table of many small pages would need a page walk each.
    private static func mapOwn(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let whole = pages(bytes) + largePage
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let start = mmap(nil, whole, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED else {
            return nil
        }
        let misplaced = Int(bitPattern: start) % largePage
        let head = misplaced == 0 ? 0 : largePage - misplaced
        if head > 0 { munmap(start, head) }
        let tail = whole - head - pages(bytes)
        if tail > 0 { munmap(start + head + pages(bytes), tail) }
        #if os(Linux)
            madvise(start + head, pages(bytes), MADV_HUGEPAGE)
        #endif
        return start + head
    }

    private static func pages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }

    private static let largePage = 2 << 20
    private static let page = Int(getpagesize())
}
