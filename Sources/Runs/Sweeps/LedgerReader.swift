import Foundation

/// Reads the ledgers of a sweep, each from where it stopped the last time.
///
/// A ledger may be seen in pieces: a new file later than its lines are mentioned elsewhere, a line before the one above
/// it has arrived, with zeros in its place. So a line that is no event is looked at again the next time.
package struct LedgerReader: Sendable {
    /// Lines with the ledger they stand in, as `SweepState.apply` takes them.
    package typealias Line = (event: SweepEvent, source: String)

    private var positions: [String: Position] = [:]
    /// The worker whose own lines need no reading.
    private let own: String?

    private struct Position {
        var end = 0
        /// Where lines stand that were no events.
        var damaged: [Range<Int>] = []
        /// Its worker left in order.
        var isComplete = false
    }

    /// A line that is still damaged after so many others were is damaged for good.
    private static let mostDamaged = 64

    /// - Parameter own: the worker whose ledger is left out
    package init(without own: String? = nil) { self.own = own }

    /// What is new in all ledgers.
    package mutating func read(_ directory: SweepDirectory) throws -> [Line] {
        var lines = try read(directory.file(SweepFile.ledger), "", directory.view)
        for name in directory.view.names(in: directory.file(SweepFile.ledgers)).sorted()
        where name.hasSuffix(".jsonl") && !name.hasPrefix(".") {
            let source = String(name.dropLast(6))
            guard source != own, positions[source]?.isComplete != true else { continue }
            lines += try read(directory.ledgerPath(of: source), source, directory.view)
        }
        return lines
    }

    private mutating func read(_ path: String, _ source: String, _ view: any FolderView) throws -> [Line] {
        var position = positions[source] ?? Position()
        var events: [SweepEvent] = []
        var damaged: [Range<Int>] = []
        for range in position.damaged {
            let bytes = try view.contents(of: path, from: range.lowerBound, count: range.count) ?? Data()
            guard bytes.count == range.count else {
                damaged.append(range)
                continue
            }
            // What looked like one line may be several, of which some are there by now.
            let again = LedgerReading(bytes + [UInt8(ascii: "\n")])
            events += again.events
            damaged += again.damaged.map {
                ($0.lowerBound + range.lowerBound)..<($0.upperBound + range.lowerBound)
            }
        }
        let data = try view.contents(of: path, from: position.end, count: .max) ?? Data()
        let reading = LedgerReading(data)
        events += reading.events
        damaged += reading.damaged.map {
            ($0.lowerBound + position.end)..<($0.upperBound + position.end)
        }
        position.end += reading.end
        position.damaged = Array(damaged.suffix(Self.mostDamaged))
        if case .left? = events.last, damaged.isEmpty { position.isComplete = true }
        positions[source] = position
        return events.map { ($0, source) }
    }
}
