/// Amounts of memory as people write them.
package enum ByteAmount {
    /// `512M`, `4 GB` (powers of 1000), `1.5 GiB` (of 1024), a number of bytes; nil for what is no amount, or more than
    /// any machine has.
    package static func bytes(_ text: String) -> Int? {
        var word = Substring(text.uppercased())
        while let last = word.last, last.isWhitespace { word.removeLast() }
        let isBinary = word.hasSuffix("IB")
        if isBinary {
            word.removeLast(2)
        } else if word.hasSuffix("B") {
            word.removeLast()
        }
        var factor = 1.0
        if let last = word.last, let power = "KMGT".firstIndex(of: last) {
            word.removeLast()
            for _ in 0..."KMGT".distance(from: "KMGT".startIndex, to: power) {
                factor *= isBinary ? 1024 : 1000
            }
        } else if isBinary {
            return nil
        }
        while let last = word.last, last.isWhitespace { word.removeLast() }
        while let first = word.first, first.isWhitespace { word.removeFirst() }
        guard word.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let number = Double(word),
            number > 0, number * factor < 1e18
        else { return nil }
        return Int(number * factor)
    }
}
