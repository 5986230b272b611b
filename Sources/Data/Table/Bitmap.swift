/// One bit per row, 1 where a value is present.
///
/// Bits beyond `count` in the last word are always 0, so that counting and comparing words is exact.
package struct Bitmap: Sendable, Hashable {
    package private(set) var words: [UInt64]
    package let count: Int

    package init(count: Int, filled: Bool) {
        self.count = count
        words = [UInt64](repeating: filled ? .max : 0, count: (count + 63) / 64)
        clearTail()
    }

    package init(words: [UInt64], count: Int) {
        let needed = (count + 63) / 64
        var padded = Array(words.prefix(needed))
        padded.append(contentsOf: repeatElement(0, count: needed - padded.count))
        self.words = padded
        self.count = count
        clearTail()
    }

    package subscript(_ index: Int) -> Bool {
        get { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
        set {
            if newValue {
                words[index >> 6] |= 1 << UInt64(index & 63)
            } else {
                words[index >> 6] &= ~(1 << UInt64(index & 63))
            }
        }
    }

    package var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    package var isFull: Bool { setCount == count }

    package static func & (left: Bitmap, right: Bitmap) -> Bitmap {
        var result = left
        for index in result.words.indices { result.words[index] &= right.words[index] }
        return result
    }

    /// The bits of the given rows, in their order.
    package func gathered(_ rows: [Int32]) -> Bitmap {
        var result = Bitmap(count: rows.count, filled: false)
        for (position, row) in rows.enumerated() where self[Int(row)] { result[position] = true }
        return result
    }

    private mutating func clearTail() {
        let rest = count & 63
        if rest != 0, let last = words.indices.last { words[last] &= (1 << UInt64(rest)) - 1 }
    }
}

/// Where both are present; `nil` means that everything is.
package func presentInBoth(_ left: Bitmap?, _ right: Bitmap?) -> Bitmap? {
    guard let left else { return right }
    guard let right else { return left }
    return left & right
}
