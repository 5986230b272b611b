import Foundation

/// Memory that could not be had.
package struct MemoryShortage: Error, Equatable, CustomStringConvertible, Sendable {
    /// Bytes that were asked for.
    package var needed: Int
    /// What there was; nil where the kernel does not say.
    package var available: AvailableMemory?

    package init(needed: Int, available: AvailableMemory?) {
        self.needed = needed
        self.available = available
    }

    package var description: String {
        let need = "out of memory: \(NumberText.bytes(needed)) more are needed"
        return available.map { need + ", but " + $0.phrase(NumberText.bytes($0.bytes)) } ?? need
    }

    /// Throws when this much more memory is certainly not there. Linux promises memory it does not have and then ends a
    /// process that uses it, so whoever needs much asks first.
    ///
    /// Small amounts are not asked for: reading the kernel's figures takes some ten microseconds.
    package static func check(_ bytes: Int) throws(MemoryShortage) {
        guard bytes >= smallestChecked, let available = AvailableMemory.now(), bytes > available.bytes else {
            return
        }
        throw MemoryShortage(needed: bytes, available: available)
    }

    /// Ends the program with a sentence, where there is nobody to throw to. What is on the disk is what `kill -9`
    /// leaves: a run can be resumed.
    package func endProgram() -> Never {
        let message = "error: \(self)\n"
        _ = message.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(1)
    }

    private static let smallestChecked = 64 << 20
}
