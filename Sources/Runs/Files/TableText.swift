import Machine

/// Text of the CSV tables in run directories (RFC 4180).
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
}
