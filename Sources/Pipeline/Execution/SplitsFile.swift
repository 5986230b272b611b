import Data
import Foundation
import Runs

/// `splits.json`: which rows of the source went where.
///
/// A part lists its rows as stretches of neighboring rows (`"0-799"`) as long as there are at most 20,000 of them; else
/// as bits, row r being bit r % 8 of byte r / 8, the lowest first, in base 64. So a part takes a sixth of a byte per
/// row of the source at most. A part of at most 1,000 rows also has their plain numbers. Beside that it has the SHA-256
/// of its row numbers, one per line. Rows of further parts are left out once the file would be larger than 16 MiB
/// (hundreds of folds of millions of rows); the hash is there still.
struct SplitsFile: Encodable {
    struct Part: Encodable {
        var name: String
        var rows: Int
        var ranges: [String]?
        var rowNumbers: [Int]?
        var bits: String?
        var sha256: String

        private enum CodingKeys: String, CodingKey {
            case name, rows, ranges, bits, sha256
            case rowNumbers = "row_numbers"
        }
    }

    var split: String
    var seed: UInt64
    /// Those of the first fold in a cross-validation.
    var parts: [Part]
    /// The parts of every fold of a cross-validation.
    var folds: [[Part]]?

    private static let mostStretches = 20_000
    private static let mostNumbers = 1000
    private static let mostBytes = 16 << 20

    init(data: PreparedData, folds: [PreparedData] = [], split: String, seed: UInt64) {
        self.split = split
        self.seed = seed
        var room = Self.mostBytes
        parts = Self.parts(data, &room)
        self.folds = folds.isEmpty ? nil : folds.map { Self.parts($0, &room) }
    }

    /// - Parameter room: bytes that lists of rows may still take
    private static func parts(_ data: PreparedData, _ room: inout Int) -> [Part] {
        data.splits.map { split in
            var part = Part(name: split.name, rows: split.rows, sha256: hash(split.rowIds))
            if let ranges = ranges(split.rowIds) {
                let size = ranges.reduce(0) { $0 + $1.utf8.count + 10 }
                if size <= room {
                    part.ranges = ranges
                    room -= size
                    if split.rows <= mostNumbers { part.rowNumbers = Array(split.rowIds) }
                }
            } else if (split.rowIds.max() ?? 0) / 6 <= room {
                let bits = bits(split.rowIds)
                part.bits = bits
                room -= bits.utf8.count
            }
            return part
        }
    }

    /// Stretches of neighboring rows; nil when there are too many.
    private static func ranges(_ rows: RowNumbers) -> [String]? {
        var stretches: [(first: Int, last: Int)] = []
        for row in rows {
            if let last = stretches.last, row == last.last + 1 {
                stretches[stretches.count - 1].last = row
            } else {
                stretches.append((row, row))
            }
            if stretches.count > mostStretches { return nil }
        }
        return stretches.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
    }

    private static func bits(_ rows: RowNumbers) -> String {
        var bytes = [UInt8](repeating: 0, count: (rows.max() ?? -1) / 8 + 1)
        for row in rows where row >= 0 { bytes[row / 8] |= 1 << UInt8(row % 8) }
        return Data(bytes).base64EncodedString()
    }

    /// A row's number as text; of hundreds of thousands of rows, strings would take longer than the hash.
    private static func appendDigits(of row: Int, to bytes: inout [UInt8]) {
        var power: UInt = 1
        let number = row.magnitude
        while number / power >= 10 { power *= 10 }
        if row < 0 { bytes.append(UInt8(ascii: "-")) }
        while power > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }

    private static func hash(_ rows: RowNumbers) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 7)
        for row in rows {
            appendDigits(of: row, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes.withUnsafeBytes(FileHash.ofBytes)
    }
}
