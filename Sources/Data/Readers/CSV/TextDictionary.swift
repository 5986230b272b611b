/// The distinct values of a text column while it is read, each under a code in the order of appearance.
///
/// An open hash table over the bytes; nothing is made a `String` before the column is finished.
final class TextDictionary {
    static let missing: Int32 = -1

    // One thread reads a column.
    @exclusivity(unchecked) private var bytes: [UInt8] = []
    @exclusivity(unchecked) private var ends: [Int] = []
    @exclusivity(unchecked) private var hashes: [UInt64] = []
    @exclusivity(unchecked) private var slots = [Int32](repeating: -1, count: 64)

    var count: Int { ends.count }

    /// The code of a value; `nil` if the value is new and not valid UTF-8.
    func code(of value: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = TextDictionary.hash(value)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, equals(code, value) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return add(value, hash, slot)
    }

    /// The code of a value that is there; nil of others.
    func knownCode(of value: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = TextDictionary.hash(value)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, equals(code, value) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    @inline(never)
    private func add(_ value: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slot: Int) -> Int32? {
        guard String(validating: value, as: UTF8.self) != nil else { return nil }
        let code = Int32(count)
        bytes.append(contentsOf: value)
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = code
        if count * 2 > slots.count { rehash() }
        return code
    }

    func value(_ code: Int) -> ArraySlice<UInt8> { bytes[(code == 0 ? 0 : ends[code - 1])..<ends[code]] }

    var levels: [String] { (0..<count).map { String(decoding: value($0), as: UTF8.self) } }

    private func equals(_ code: Int, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = code == 0 ? 0 : ends[code - 1]
        guard ends[code] - start == value.count else { return false }
        // The bytes of a short value are its hash.
        if value.count <= 7 { return true }
        for index in 0..<value.count where bytes[start + index] != value[index] { return false }
        return true
    }

    private func rehash() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for code in 0..<count {
            var slot = Int(truncatingIfNeeded: hashes[code]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    /// Up to seven bytes and their number, packed and mixed so that different values stay different; else FNV-1a's
    /// scheme, byte by byte, with a last mixing for the low bits.
    @inline(__always)
    private static func hash(_ value: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if value.count <= 7 {
            var packed = UInt64(value.count)
            for byte in value { packed = packed << 8 | UInt64(byte) }
            // An odd factor and a shift to the right can both be undone.
            packed = packed &* 0x9e37_79b9_7f4a_7c15
            return packed ^ (packed >> 29)
        }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in value { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 29)
    }
}
