import Data
import Foundation
import Runs
import Training

/// `predictions.csv`: row id, target and prediction in original units, and the probabilities of classes.
enum PredictionsFile {
    /// The split whose rows are predicted: the one nothing was tuned on.
    static func split(of data: PreparedData) -> String? {
        ["test", "val", "train"].first { data[split: $0] != nil }
    }

    /// - Parameter predictions: [rows, task.predictionColumns], row-major, in the space of training
    /// - Parameter spreads: how far the members of an ensemble are apart; nil of a single model
    /// - Parameter choice: how probabilities become classes
    /// - Parameter transform: takes predictions back to original units, where it is not that of the data
    /// - Parameter rows: what the lines begin with, where it is known already
    /// - Parameter kept: columns of the source that the lines end with
    static func content(
        split: PreparedSplit, predictions: [Double], spreads: [Double]? = nil, task: PredictionTask,
        data: PreparedData, transform: TargetTransform?? = nil, choice: ClassChoice = ClassChoice(),
        rows known: PredictedRows? = nil,
        kept: KeptColumns? = nil
    ) -> Data {
        let rows = known ?? PredictedRows(split, task: task, data: data)
        let text = PredictionText(
            task: task, target: data.target, transform: transform ?? data.targetTransform, choice: choice)
        let spreadNames = spreads == nil ? [] : text.spreadColumns(data.targetNames).map(TableText.field)
        let names = text.predictionHeader(data.targetNames) + text.probabilityHeader + spreadNames
        var bytes = rows.header(names + (kept?.names ?? []).map(TableText.field))
        bytes.reserveCapacity(rows.byteCount + predictions.count * 20)
        let columns = task.predictionColumns
        for row in 0..<split.rows {
            let numbers = predictions[(row * columns)..<((row + 1) * columns)]
            rows.append(row, to: &bytes)
            text.append(numbers, to: &bytes)
            for column in spreadNames.indices {
                bytes.append(UInt8(ascii: ","))
                TableText.append(spreads?[row * spreadNames.count + column] ?? .nan, to: &bytes)
            }
            for field in kept?.fields(row: split.rowIds[row]) ?? [] {
                bytes.append(UInt8(ascii: ","))
                bytes.append(contentsOf: TableText.field(field).utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return Data(bytes)
    }
}

/// What the lines of `predictions.csv` begin with: numbers and targets of the rows, the same for every model of the
/// same data.
struct PredictedRows: Sendable {
    private let columns: [String]
    private var bytes: [UInt8] = []
    /// Where each row's text ends.
    private var ends: [Int] = []

    init(_ split: PreparedSplit, task: PredictionTask, data: PreparedData) {
        let text = PredictionText(task: task, target: data.target, transform: data.targetTransform)
        columns = ["row"] + text.targetHeader(data.targetNames)
        bytes.reserveCapacity(split.rows * 28)
        ends.reserveCapacity(split.rows)
        for row in 0..<split.rows {
            bytes.append(contentsOf: String(split.rowIds[row]).utf8)
            for target in text.target(split, row: row) {
                bytes.append(UInt8(ascii: ","))
                bytes.append(contentsOf: target.utf8)
            }
            ends.append(bytes.count)
        }
    }

    var byteCount: Int { bytes.count }

    func header(_ others: [String]) -> [UInt8] {
        Array(((columns + others).joined(separator: ",") + "\n").utf8)
    }

    func append(_ row: Int, to text: inout [UInt8]) {
        text.append(contentsOf: bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]])
    }
}
