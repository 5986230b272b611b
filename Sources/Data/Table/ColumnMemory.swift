import Machine

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Memory for one column that grows while the column is read.
///
/// Small blocks come from `malloc`. From 1 MiB on they are mapped in large pages: a column of 250,000 numbers then
/// costs one page fault instead of 500, which is a third of the time of reading it. Memory that is never written is
/// never backed, so reserving too much costs nothing.
struct ColumnMemory: ~Copyable {
    private(set) var address: UnsafeMutableRawPointer?
    private(set) var byteCount = 0
    private var isMapped = false

    private static let mappingThreshold = 1 << 20
    private static let hugePage = 2 << 20
    private static let page = 4096

    init() {}

    /// `address` is `nil` when there is no memory.
    init(byteCount: Int) { _ = resize(byteCount) }

    deinit { ColumnMemory.release(address, byteCount, isMapped) }

    /// Keeps the content as far as it fits. False when there is no memory; the old block is still there then.
    mutating func resize(_ newCount: Int) -> Bool {
        let newCount = max(newCount, 16)
        if !isMapped && newCount < ColumnMemory.mappingThreshold {
            guard let memory = realloc(address, newCount) else { return false }
            address = memory
            byteCount = newCount
            return true
        }
        let rounded = ColumnMemory.mappedCount(newCount)
        do {
            let memory: UnsafeMutableRawPointer
            if isMapped, let address {
                memory = try LargeMemory.resize(address, from: byteCount, to: rounded)
            } else {
                memory = try LargeMemory.map(rounded)
                if let address {
                    memory.copyMemory(from: address, byteCount: min(byteCount, newCount))
                    free(address)
                }
            }
            address = memory
        } catch {
            return false
        }
        byteCount = rounded
        isMapped = true
        return true
    }

    /// Gives the block away: whoever takes it releases it with `release`.
    mutating func take() -> (address: UnsafeMutableRawPointer, byteCount: Int, isMapped: Bool)? {
        guard let address else { return nil }
        self.address = nil
        let result = (address: address, byteCount: byteCount, isMapped: isMapped)
        byteCount = 0
        isMapped = false
        return result
    }

    static func release(_ address: UnsafeMutableRawPointer?, _ byteCount: Int, _ isMapped: Bool) {
        guard let address else { return }
        if isMapped {
            LargeMemory.unmap(address, byteCount)
        } else {
            free(address)
        }
    }

    /// A last part of at least half a huge page becomes a whole one: with less than that, the kernel takes small pages
    /// for all of it, and a column of 240,000 numbers lies just below one huge page.
    private static func mappedCount(_ bytes: Int) -> Int {
        roundUp(bytes, bytes % hugePage >= hugePage / 2 ? hugePage : page)
    }

    private static func roundUp(_ value: Int, _ unit: Int) -> Int { (value + unit - 1) / unit * unit }
}
