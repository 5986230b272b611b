/// What stands between groups of digits: `1,234,567`, `1.234.567,8`, `1 234`, `12,34,567`.
package struct ThousandsSign: Sendable, Equatable {
    /// What a specification writes.
    package let text: String
    /// The ways in which it is written, as UTF-8: a blank may be one that does not break.
    private let forms: [[UInt8]]

    private static let blanks = [" ", "\u{a0}", "\u{202f}", "\u{2009}"]
    private static let signs = [",", ".", "'", "\u{2019}", "_"]

    /// What a specification may name.
    static let choices = signs + ["a blank"]

    /// Nil for a text that does not group digits anywhere.
    package init?(_ text: String) {
        let isBlank = Self.blanks.contains(text) || text == "blank" || text == "blanks" || text == "space"
        guard isBlank || Self.signs.contains(text) else { return nil }
        self.text = isBlank ? " " : text
        // Both apostrophes are in use for the same.
        let alike = isBlank ? Self.blanks : text == "'" || text == "\u{2019}" ? ["'", "\u{2019}"] : [text]
        forms = alike.map { Array($0.utf8) }
    }

    /// The byte that must not be another sign as well.
    var byte: UInt8 { text.utf8.first ?? 0 }

    /// The number without the signs; nil where there is none, or where one stands elsewhere than between groups of
    /// digits: three in the last group, two or three in those before, up to three in the first.
    func removed(from bytes: UnsafeBufferPointer<UInt8>, decimal: UInt8) -> [UInt8]? {
        var plain: [UInt8] = []
        var group = 0
        var groups = 0
        var isFraction = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isDigit = byte &- UInt8(ascii: "0") < 10
            if !isFraction, group > 0, let form = forms.first(where: { bytes.starts(with: $0, at: index) }),
                index + form.count < bytes.count, bytes[index + form.count] &- UInt8(ascii: "0") < 10
            {
                guard groups == 0 ? group <= 3 : group == 2 || group == 3 else { return nil }
                groups += 1
                group = 0
                index += form.count
                continue
            }
            if isDigit {
                group += 1
            } else if group > 0, !isFraction {
                guard groups == 0 || group == 3 else { return nil }
                isFraction = true
            }
            plain.append(byte)
            index += 1
        }
        guard groups > 0, isFraction || group == 3 else { return nil }
        return plain
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func starts(with form: [UInt8], at index: Int) -> Bool {
        guard index + form.count <= count else { return false }
        for offset in form.indices where self[index + offset] != form[offset] { return false }
        return true
    }
}
