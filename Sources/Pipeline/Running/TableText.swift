/// Text of CSV tables in run directories.
enum TableText {
    /// A number that reads back as the same number.
    static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        // The sign of what is no number is the processor's.
        return value.isNaN ? "nan" : "\(value)"
    }

    /// The same as bytes of a table.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: number(value).utf8)
    }

    /// A field, in quotes where RFC 4180 asks for them.
    static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
