import Spec

/// Reads one flat JSON object: names and values in the order they stand.
///
/// - Errors: `Problem` for anything else: text after the object, nested objects and lists, a name given twice
/// - Source: RFC 8259
struct JSONLineParser {
    enum Value: Equatable {
        case number(Double)
        /// A number whose text is wanted where a column is no column of numbers: as it is written.
        case written(Double, String)
        case text(String)
        case truth(Bool)
        case null
    }

    struct Problem: Error, Equatable {
        var message: String
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    static func object(_ line: ArraySlice<UInt8>) throws -> [(name: String, value: Value)] {
        var parser = JSONLineParser(bytes: line, position: line.startIndex)
        return try parser.object()
    }

    private mutating func object() throws -> [(name: String, value: Value)] {
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { throw Problem(message: "is no JSON object") }
        var entries: [(name: String, value: Value)] = []
        var names: Set<String> = []
        skipBlanks()
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipBlanks()
                let name = try text()
                guard !isRepeated(name, entries, &names) else {
                    throw Problem(message: "has the name '\(name)' twice")
                }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { throw Problem(message: "lacks a colon after '\(name)'") }
                skipBlanks()
                entries.append((name, try value(of: name)))
                skipBlanks()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else {
                throw Problem(message: "lacks a comma or the closing brace")
            }
        }
        skipBlanks()
        guard position == bytes.endIndex else { throw Problem(message: "has something after its object") }
        return entries
    }

    /// A few names are compared one by one; of many, a set knows which there were.
    private func isRepeated(
        _ name: String, _ entries: [(name: String, value: Value)], _ names: inout Set<String>
    ) -> Bool {
        guard entries.count >= 32 else { return entries.contains { $0.name == name } }
        if names.isEmpty { names = Set(entries.map(\.name)) }
        return !names.insert(name).inserted
    }

    private mutating func value(of name: String) throws -> Value {
        guard position < bytes.endIndex else { throw Problem(message: "ends after '\(name)'") }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            throw Problem(message: "has a nested value in '\(name)': rows are flat objects")
        default: break
        }
        let start = position
        let ends: Set<UInt8> = [0x20, 0x09, 0x0d, UInt8(ascii: ","), UInt8(ascii: "}")]
        while position < bytes.endIndex, !ends.contains(bytes[position]) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "true": return .truth(true)
        case "false": return .truth(false)
        case "null": return .null
        // Not in the standard, but what Python's json module writes.
        case "NaN": return .null
        case "Infinity": return .number(.infinity)
        case "-Infinity": return .number(-.infinity)
        default: break
        }
        guard word.wholeMatch(of: /-?\d+(\.\d+)?([eE][+-]?\d+)?/) != nil, let number = Double(word) else {
            throw Problem(message: "has '\(word)' in '\(name)', which is no JSON value")
        }
        // Few numbers have another text than the one that a number is written with.
        let isShort =
            word.utf8.count <= 15
            && word.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }
        return (isShort && !word.hasPrefix("0") && !word.hasPrefix("-0")) || numberText(number) == word
            ? .number(number) : .written(number, word)
    }

    private mutating func text() throws -> String {
        guard take(UInt8(ascii: "\"")) else { throw Problem(message: "lacks a quoted name") }
        var result: [UInt8] = []
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else {
                    throw Problem(message: "has text that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(&result)
            default: result.append(byte)
            }
        }
        throw Problem(message: "has text that never ends")
    }

    private mutating func escape(_ result: inout [UInt8]) throws {
        guard position < bytes.endIndex else { throw Problem(message: "has text that never ends") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if (0xd800..<0xdc00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try codeUnit()
                if (0xdc00..<0xe000).contains(low) { code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00) }
            }
            let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
            result.append(contentsOf: String(scalar).utf8)
        default: throw Problem(message: "has an unknown escape in a text")
        }
    }

    private mutating func codeUnit() throws -> UInt32 {
        guard position <= bytes.endIndex - 4,
            let code = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw Problem(message: "has an escape \\u without four digits") }
        position += 4
        return code
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.endIndex, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.endIndex, [0x20, 0x09, 0x0d].contains(bytes[position]) { position += 1 }
    }
}
