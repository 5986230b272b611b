import Columnar
import Foundation
import Runs

/// What kind of file predictions are written to, by its name.
enum PredictionFormat {
    case csv, parquet, arrow

    init(path: String) {
        switch ExploredData.Kind(path: path) {
        case .parquet: self = .parquet
        case .arrow: self = .arrow
        default: self = .csv
        }
    }

    /// Endings of such files, and how they begin.
    var endings: [String] {
        switch self {
        case .csv: ["csv"]
        case .parquet: ["parquet", "pq"]
        case .arrow: ["arrow", "arrows", "feather", "ipc"]
        }
    }

    var beginning: String {
        switch self {
        case .csv: "row,"
        case .parquet: "PAR1"
        case .arrow: "ARROW1"
        }
    }

    func sink(path: String) throws -> any PredictionSink {
        switch self {
        case .csv: return try PredictionOutput(path: path)
        case .parquet:
            return try ColumnarPredictions(path: path) {
                ParquetWriter($0, program: "assay \(ProgramVersion.text)")
            }
        case .arrow: return try ColumnarPredictions(path: path) { ArrowWriter($0) }
        }
    }
}

/// Predictions in a Parquet or Arrow file: numbers are numbers, everything else is text.
final class ColumnarPredictions: PredictionSink {
    private let file: OutputFile
    private let make: ([WrittenColumn]) -> any ColumnarWriter
    private var writer: (any ColumnarWriter)?
    private var columns: [WrittenColumn] = []
    /// By column, the fields of rows that are not written yet.
    private var pending: [[String]] = []
    private var rows = 0

    /// Rows that are written together.
    private static let groupRows = 1 << 16

    init(path: String, _ make: @escaping ([WrittenColumn]) -> any ColumnarWriter) throws {
        file = try OutputFile(path: path)
        self.make = make
    }

    var isText: Bool { false }

    func begin(_ columns: [WrittenColumn]) throws {
        self.columns = columns
        pending = columns.map { _ in [] }
        var writer = make(columns)
        try file.write(writer.start())
        self.writer = writer
    }

    func line(_ fields: [String]) throws {
        for (index, field) in fields.enumerated() where pending.indices.contains(index) {
            pending[index].append(field)
        }
        rows += 1
        if rows == Self.groupRows { try flush() }
    }

    func finish() throws {
        try flush()
        try file.write(writer?.finish() ?? [])
        try file.finish()
    }

    private func flush() throws {
        let values = zip(columns, pending).map { column, fields -> WrittenValues in
            switch column.kind {
            case .number: .numbers(fields.map { Double($0) })
            case .integer: .integers(fields.map { Int64($0) })
            case .boolean: .booleans(fields.map { Bool($0) })
            case .text: .texts(fields.map { $0.isEmpty ? nil : $0 })
            }
        }
        try file.write(writer?.rows(values) ?? [])
        pending = columns.map { _ in [] }
        rows = 0
    }
}
