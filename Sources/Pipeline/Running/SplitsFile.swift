import Crypto
import Data
import Foundation
import Runs

/// `splits.json`: which rows of the source went where.
///
/// A part with few stretches of neighbouring rows lists them (`"0-799"`); a part drawn at random gives the
/// SHA-256 of its row numbers, one per line: the numbers follow from data, split and seed.
struct SplitsFile: Encodable {
    struct Part: Encodable {
        var name: String
        var rows: Int
        var ranges: [String]?
        var sha256: String
    }

    var split: String
    var seed: UInt64
    /// Of a cross-validation, those of the first fold.
    var parts: [Part]
    /// The parts of every fold of a cross-validation.
    var folds: [[Part]]?

    init(data: PreparedData, folds: [PreparedData] = [], split: String, seed: UInt64) {
        self.split = split
        self.seed = seed
        parts = Self.parts(data)
        self.folds = folds.isEmpty ? nil : folds.map(Self.parts)
    }

    private static func parts(_ data: PreparedData) -> [Part] {
        data.splits.map { part in
            Part(name: part.name, rows: part.rows, ranges: ranges(part.rowIds), sha256: hash(part.rowIds))
        }
    }

    /// Stretches of neighbouring rows; nil when there are more than a thousand.
    private static func ranges(_ rows: [Int]) -> [String]? {
        var stretches: [(first: Int, last: Int)] = []
        for row in rows {
            if let last = stretches.last, row == last.last + 1 {
                stretches[stretches.count - 1].last = row
            } else {
                stretches.append((row, row))
            }
            if stretches.count > 1000 { return nil }
        }
        return stretches.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
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

    private static func hash(_ rows: [Int]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 7)
        for row in rows {
            appendDigits(of: row, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
