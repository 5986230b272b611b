import Columnar
import Foundation
import Runs

/// Where predictions go, row by row.
protocol PredictionSink: AnyObject {
    /// Whether fields are written as they are, in quotes where they need them.
    var isText: Bool { get }
    /// - Errors: `OutputFile.ReaderIsGone` when nobody reads any more, as for all that follows
    func begin(_ columns: [WrittenColumn]) throws
    /// - Parameter fields: empty where there is no value
    func line(_ fields: [String]) throws
    /// Writes the rest, waits until it is on the disk, and gives the file its name.
    func finish() throws
}

/// Where predictions go, line by line: see `OutputFile` for what happens to the file that is named.
final class PredictionOutput: PredictionSink {
    private let file: OutputFile
    private var pending: [UInt8] = []

    private static let capacity = 1 << 16

    /// - Parameter path: `-` for standard output
    init(path: String) throws {
        file = try OutputFile(path: path)
        pending.reserveCapacity(Self.capacity + 1024)
    }

    var isText: Bool { true }

    func begin(_ columns: [WrittenColumn]) throws { try line(columns.map { TableText.field($0.name) }) }

    func line(_ fields: [String]) throws {
        for (index, field) in fields.enumerated() {
            if index > 0 { pending.append(UInt8(ascii: ",")) }
            pending.append(contentsOf: field.utf8)
        }
        pending.append(UInt8(ascii: "\n"))
        if pending.count >= Self.capacity { try flush() }
    }

    func finish() throws {
        try flush()
        try file.finish()
    }

    private func flush() throws {
        try file.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
