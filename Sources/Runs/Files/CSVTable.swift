import Foundation
import Machine

/// A CSV file of a run (`metrics.csv`, `predictions.csv`): named columns, read as numbers or as text when asked.
///
/// - Limits: a last line without its end was torn by a kill and is left out, and so is a line with another number of
///   fields; a field that is not a number reads as NaN
package struct CSVTable: Sendable {
    package let names: [String]
    package let rows: Int
    private let bytes: [UInt8]
    /// The beginning and the end of every field, row by row.
    private let fields: [Range<Int32>]

    /// Nil when there is no such file, or one without a header.
    package init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        self.init(bytes: [UInt8](data))
    }

    package init?(bytes: [UInt8]) {
        guard bytes.count < Int(Int32.max) else { return nil }
        var fields: [Range<Int32>] = []
        var names: [String] = []
        var line: [Range<Int32>] = []
        var start: Int32 = 0
        var isQuoted = false
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") else { continue }
            line.append(start..<Int32(index))
            start = Int32(index) + 1
            guard byte == UInt8(ascii: "\n") else { continue }
            if names.isEmpty {
                names = line.map { Self.text(bytes, $0) }
            } else if line.count == names.count {
                fields += line
            }
            line.removeAll(keepingCapacity: true)
        }
        guard !names.isEmpty else { return nil }
        self.names = names
        self.bytes = bytes + [0]
        self.fields = fields
        rows = fields.count / names.count
    }

    /// The column as numbers.
    package subscript(name: String) -> [Double]? { numbers(name) }

    package func numbers(_ name: String) -> [Double]? {
        guard let column = names.firstIndex(of: name) else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return [] }
            return (0..<rows).map { row in
                var field = fields[row * names.count + column]
                if field.count >= 2, bytes[Int(field.lowerBound)] == UInt8(ascii: "\"") {
                    field = (field.lowerBound + 1)..<(field.upperBound - 1)
                }
                guard !field.isEmpty else { return .nan }
                let start = UnsafeRawPointer(base + Int(field.lowerBound)).assumingMemoryBound(to: CChar.self)
                var end: UnsafeMutablePointer<CChar>?
                let value = strtod(start, &end)
                // The number must end where the field ends.
                return end.map { UnsafePointer($0) == start + field.count } ?? false ? value : .nan
            }
        }
    }

    package func texts(_ name: String) -> [String]? {
        guard let column = names.firstIndex(of: name) else { return nil }
        return (0..<rows).map { Self.text(bytes, fields[$0 * names.count + column]) }
    }

    /// A column's texts as indices into a list of names; a text outside of the list is nil.
    package func indices(_ name: String, in list: [String]) -> [Int?]? {
        guard let column = names.firstIndex(of: name) else { return nil }
        let places = Dictionary(zip(list, list.indices), uniquingKeysWith: { first, _ in first })
        return (0..<rows).map { places[Self.text(bytes, fields[$0 * names.count + column])] }
    }

    private static func text(_ bytes: [UInt8], _ field: Range<Int32>) -> String {
        let content = bytes[Int(field.lowerBound)..<Int(field.upperBound)]
        guard content.count >= 2, content.first == UInt8(ascii: "\""), content.last == UInt8(ascii: "\"")
        else {
            return String(decoding: content, as: UTF8.self)
        }
        // Byte by byte: a quotation mark with a combining accent is another character to Swift.
        var inner: [UInt8] = []
        var isSecond = false
        for byte in content.dropFirst().dropLast() {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if !isSecond { inner.append(byte) }
        }
        return String(decoding: inner, as: UTF8.self)
    }
}

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
