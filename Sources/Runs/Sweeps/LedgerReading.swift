import Foundation
import Machine

/// What was read from a ledger.
package struct LedgerReading: Sendable {
    package private(set) var events: [SweepEvent] = []
    /// Where whole lines that are not events stand, counted from the first byte that was read.
    package private(set) var damaged: [Range<Int>] = []
    /// The bytes of whole lines.
    package let end: Int

    /// Bytes that one thread decodes at a time.
    private static let pieceBytes = 1 << 18

    /// Reads whole lines, in pieces on all cores.
    package init(_ data: Data) {
        guard let last = data.lastIndex(of: UInt8(ascii: "\n")) else {
            end = 0
            return
        }
        end = last - data.startIndex + 1
        for piece in Self.pieces(of: data[...last]).concurrentMap(pieceSize: 1, { $0.map(Piece.init) }) {
            events += piece.events
            damaged += piece.damaged.map {
                ($0.lowerBound - data.startIndex)..<($0.upperBound - data.startIndex)
            }
        }
    }

    private static func pieces(of data: Data) -> [Data] {
        var pieces: [Data] = []
        var rest = data[...]
        while rest.count > pieceBytes {
            let middle = rest.startIndex + pieceBytes
            guard let end = rest[middle...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            pieces.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { pieces.append(rest) }
        return pieces
    }

    private struct Piece: Sendable {
        var events: [SweepEvent] = []
        var damaged: [Range<Int>] = []

        /// All lines at once, as one array; one by one only when some line is not an event.
        init(_ data: Data) {
            var array: [UInt8] = [UInt8(ascii: "[")]
            array.reserveCapacity(data.count + 1)
            array.append(contentsOf: data.dropLast())
            array.withUnsafeMutableBufferPointer { bytes in
                for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
                    bytes[index] = UInt8(ascii: ",")
                }
            }
            array.append(UInt8(ascii: "]"))
            let decoder = JSONDecoder()
            if let events = try? decoder.decode([SweepEvent].self, from: Data(array)) {
                self.events = events
                return
            }
            for line in data.split(separator: UInt8(ascii: "\n")) {
                if let event = try? decoder.decode(SweepEvent.self, from: line) {
                    events.append(event)
                } else {
                    damaged.append(line.startIndex..<line.endIndex)
                }
            }
        }
    }
}
