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
