extension String {
    /// The folder a path leads through to its last part: `a/b` for `a/b/c` and `a/b/c/`, `/` for `/a` and `/`, nothing
    /// for a name alone.
    ///
    /// Foundation's `deletingLastPathComponent` ends the process for a path of one character (Swift 6.3.1), and any
    /// name may have one character: `assay check -`.
    package var parentPath: String {
        let slash = UInt8(ascii: "/")
        var bytes = Array(utf8)[...]
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        guard let last = bytes.lastIndex(of: slash) else { return "" }
        bytes = bytes[..<last]
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
    }
}
