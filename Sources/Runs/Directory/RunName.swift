/// The name of a run directory: `20261121-140322-sgemm-regression-3fa9c1`.
///
/// Sorts by time, says what it is, and ends in 24 random bits. The time is local, as people look for "this
/// morning".
package enum RunName {
    /// - Limits: the experiment's name is reduced to lower-case ASCII letters, digits, `_`, `.` and single
    ///   hyphens, at most 60 characters; an empty rest becomes `run`.
    package static func make(name: String, at time: RunTime, tag: UInt32) -> String {
        let digits = String(tag & 0xff_ffff, radix: 16)
        let suffix = String(repeating: "0", count: 6 - digits.count) + digits
        return "\(time.nameStamp)-\(slug(name))-\(suffix)"
    }

    /// The moment in a name, read as UTC: it was written in a local time, so it may be off by up to 14 hours.
    package static func stamp(of name: String) -> RunTime? {
        let bytes = Array(name.utf8.prefix(15))
        guard bytes.count == 15, bytes[8] == UInt8(ascii: "-") else { return nil }
        let digits = String(decoding: bytes[..<8] + bytes[9...], as: UTF8.self)
        guard digits.utf8.count == 14, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        func part(_ from: Int, _ count: Int) -> Substring {
            digits.dropFirst(from).prefix(count)
        }
        return RunTime(
            text: "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):\(part(12, 2)).000Z"
        )
    }

    /// Whether a directory of this name may be one of the experiment: what can be told without opening it.
    static func mayBe(_ name: String, of experiment: String) -> Bool {
        name.contains("-" + slug(experiment) + "-")
    }

    static func slug(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            let isKept =
                character.isASCII && (character.isLetter || character.isNumber || "_.".contains(character))
            if isKept {
                result.append(character)
            } else if !result.isEmpty, result.last != "-" {
                result.append("-")
            }
        }
        result = String(result.prefix(60))
        while let last = result.last, "-.".contains(last) {
            result.removeLast()
        }
        while let first = result.first, "-.".contains(first) {
            result.removeFirst()
        }
        return result.isEmpty ? "run" : result
    }
}
