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
        let need = "out of memory: \(Self.text(needed)) more are needed"
        return available.map { need + ", but " + $0.phrase(Self.text($0.bytes)) } ?? need
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

    /// `812 MB`, `4.8 GB`
    private static func text(_ bytes: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
        var scaled = Double(max(bytes, 0))
        var unit = 0
        while scaled >= 999.5, unit < units.count - 1 {
            scaled /= 1000
            unit += 1
        }
        let tenths = (scaled * 10).rounded() / 10
        let whole = scaled >= 9.95 || unit == 0
        return (whole ? "\(Int(scaled.rounded()))" : "\(tenths)") + " " + units[unit]
    }
}
