import Machine

/// Text of the CSV tables in run directories (RFC 4180, without line breaks inside of quotes when read).
package enum TableText {
    /// A number that reads back as the same number.
    package static func number(_ value: Double) -> String { NumberText.exact(value) }

    /// The same as bytes of a table.
    package static func append(_ value: Double, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: number(value).utf8)
    }

    /// A field, in quotes where RFC 4180 asks for them.
    package static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    /// The fields of a line.
    package static func fields(_ line: String) -> [String] {
        guard line.utf8.contains(UInt8(ascii: "\"")) else {
            return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var fields = [""]
        var isQuoted = false
        var last: Character?
        for character in line {
            switch character {
            case "\"" where isQuoted:
                isQuoted = false
            case "\"":
                // A doubled quotation mark inside of quotes is one.
                if last == "\"" { fields[fields.count - 1].append("\"") }
                isQuoted = true
            case "," where !isQuoted:
                fields.append("")
            default:
                fields[fields.count - 1].append(character)
            }
            last = character
        }
        return fields
    }
}
