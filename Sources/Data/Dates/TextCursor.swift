/// Reads a short text from its start: numbers of so many digits, words, single characters.
///
/// What cannot be read leaves the place where it was and gives nil.
struct TextCursor {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// A whole number of at least so many digits, as many as there are up to a limit.
    mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var end = position
        while end < bytes.count, end - position < digits.upperBound, (48...57).contains(bytes[end]) {
            value = value * 10 + Int(bytes[end] - 48)
            end += 1
        }
        guard end - position >= digits.lowerBound else { return nil }
        position = end
        return value
    }

    /// A number of so many digits, no more and no fewer.
    mutating func number(_ digits: Int) -> Int? { number(digits...digits) }

    /// Two digits, with a fraction behind a point or comma where there is one: `09`, `09.5`.
    mutating func seconds() -> Double? {
        let start = position
        guard number(2) != nil else { return nil }
        let whole = position
        if take(anyOf: ".,") != nil {
            while let byte = next, (48...57).contains(byte) { position += 1 }
            guard position > whole + 1 else { return nil }
        }
        var text = bytes[start..<position]
        if whole < position { text[whole] = UInt8(ascii: ".") }
        return Double(String(decoding: text, as: UTF8.self))
    }

    /// Digits as what stands behind a decimal sign.
    mutating func fraction(atMost digits: Int) -> Double? {
        let start = position
        while let byte = next, position - start < digits, (48...57).contains(byte) { position += 1 }
        guard position > start else { return nil }
        return Double("0." + String(decoding: bytes[start..<position], as: UTF8.self))
    }

    mutating func take(_ character: Character) -> Bool {
        guard let value = character.asciiValue, next == value else { return false }
        position += 1
        return true
    }

    /// Text in lower case, as bytes, that stands here in any case.
    mutating func take(text: [UInt8]) -> Bool {
        guard stands(text) else { return false }
        position += text.count
        return true
    }

    private func stands(_ text: [UInt8]) -> Bool {
        guard bytes.count - position >= text.count else { return false }
        for (index, byte) in text.enumerated() where TextCursor.lowercase(bytes[position + index]) != byte {
            return false
        }
        return true
    }

    /// One of these characters.
    mutating func take(anyOf characters: String) -> Character? { characters.first { take($0) } }

    @discardableResult
    mutating func skipBlanks() -> Bool {
        let start = position
        while let byte = next, byte == 32 || (9...13).contains(byte) { position += 1 }
        return position > start
    }

    /// The first of these words, in lower case, that stands here in any case; its place in the list.
    mutating func word(_ words: [[UInt8]]) -> Int? {
        guard let index = words.firstIndex(where: { stands($0) }) else { return nil }
        position += words[index].count
        return index
    }

    /// `Z`, `+02:00`, `+0200`, `-05`: seconds ahead of UTC.
    mutating func zone() -> Int? {
        if take("Z") || take("z") { return 0 }
        let start = position
        guard let sign = take(anyOf: "+-"), let hours = number(2), hours < 24 else {
            position = start
            return nil
        }
        var seconds = hours * 3600
        let beforeMinutes = position
        _ = take(":")
        if let minutes = number(2), minutes < 60 { seconds += minutes * 60 } else { position = beforeMinutes }
        return sign == "-" ? -seconds : seconds
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    /// The bytes of a character as `take(text:)` wants them.
    static func lowercase(_ character: Character) -> [UInt8] { String(character).utf8.map { lowercase($0) } }
}
