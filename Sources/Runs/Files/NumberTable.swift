import Foundation

/// A table of numbers as runs write them (`metrics.csv`, `steps.csv`): named columns of equal length.
///
/// - Limits: an empty field, and one that is not a number, is NaN; a last line without its end was torn by a kill and is
///   left out, and so is a line with another number of fields; an empty file has no columns. `nan` and `inf` are read
///   as such.
package struct NumberTable: Sendable, Equatable {
    package private(set) var names: [String]
    package private(set) var columns: [[Double]]

    package init(names: [String], columns: [[Double]]) {
        self.names = names
        self.columns = columns
    }

    package var rows: Int { columns.first?.count ?? 0 }

    package subscript(name: String) -> [Double]? {
        names.firstIndex(of: name).map { columns[$0] }
    }

    /// The table in a file; nil when there is no such file.
    package init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        self.init(bytes: data)
    }

    package init(bytes: Data) {
        names = []
        columns = []
        bytes.withUnsafeBytes { buffer in
            var start = 0
            while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
                start = end + 1
                if names.isEmpty {
                    names = Self.header(line)
                    columns = names.map { _ in [] }
                } else {
                    append(line)
                }
            }
        }
    }

    private mutating func append(_ line: UnsafeRawBufferPointer) {
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == columns.count else { return }
        for (index, field) in fields.enumerated() {
            columns[index].append(Self.number(field))
        }
    }

    private static func number(_ field: Slice<UnsafeRawBufferPointer>) -> Double {
        field.isEmpty ? .nan : Double(String(decoding: field, as: UTF8.self)) ?? .nan
    }

    /// Names may stand in quotes (RFC 4180): a metric's name may hold a comma.
    private static func header(_ line: UnsafeRawBufferPointer) -> [String] {
        TableText.fields(String(decoding: line, as: UTF8.self))
    }
}
