import Kernels

/// A piece of memory the plan reads or writes.
struct Storage {
    enum Kind: Hashable {
        /// The buffer bound to the input with this position in the list of inputs.
        case input(Int)
        /// The program's constants, from this element on.
        case constant
        /// The buffer of the output with this position.
        case output(Int)
        /// A part of the arena.
        case arena
    }

    var kind: Kind
    var elementType: ElementType
    var count: Int
    /// Where it starts in the arena or among the constants, in bytes.
    var byteOffset = 0
    /// First and last instruction that touch it.
    var firstUse = Int.max
    var lastUse = -1

    init(_ kind: Kind, _ elementType: ElementType, count: Int) {
        self.kind = kind
        self.elementType = elementType
        self.count = count
    }

    /// Whole vectors, so that block loops may write past the last element.
    var paddedBytes: Int { Buffer.paddedByteCount(elementType, count: count) }
}

/// Places storages that live at different times in the same memory.
enum ArenaLayout {
    /// Sets the offsets of arena storages; returns the arena's size in bytes.
    static func assign(_ storages: inout [Storage], reuses: Bool) -> Int {
        let order = storages.indices
            .filter { storages[$0].kind == .arena && storages[$0].lastUse >= 0 }
            .sorted { (storages[$0].firstUse, $0) < (storages[$1].firstUse, $1) }
        var placed: [Int] = []
        var size = 0
        for index in order {
            let storage = storages[index]
            let bytes = storage.paddedBytes
            let alive = placed.filter { !reuses || storages[$0].lastUse >= storage.firstUse }
                .sorted { storages[$0].byteOffset < storages[$1].byteOffset }
            var offset = 0
            for other in alive {
                if storages[other].byteOffset >= offset + bytes { break }
                offset = max(offset, storages[other].byteOffset + storages[other].paddedBytes)
            }
            storages[index].byteOffset = offset
            size = max(size, offset + bytes)
            placed.append(index)
        }
        return size
    }
}
