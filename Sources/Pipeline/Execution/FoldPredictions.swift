import Data
import Foundation
import Runs
import Training

/// What a fold predicts for the rows that judge it.
struct FoldPredictions {
    /// The fold, counted from 0.
    let index: Int
    let data: PreparedData
    private let split: PreparedSplit?
    let rows: ScoredRows
    /// Takes the predictions back to original units.
    let transform: TargetTransform?

    init(fold: PreparedFold, rows: ScoredRows) {
        self.init(
            index: fold.index, data: fold.data, split: fold.data[split: "val"], rows: rows,
            transform: fold.data.targetTransform)
    }

    init(
        index: Int, data: PreparedData, split: PreparedSplit?, rows: ScoredRows, transform: TargetTransform?
    ) {
        self.index = index
        self.data = data
        self.split = split
        self.rows = rows
        self.transform = transform
    }

    /// `predictions.csv` of a cross-validation: every row of the folds' validation parts, predicted by the model that
    /// did not train on it; in the order of the rows, then of the folds.
    ///
    /// - Parameter kept: columns of the source that the lines end with
    static func content(_ all: [FoldPredictions], kept: KeptColumns? = nil) -> Foundation.Data {
        guard let first = all.first else { return Data() }
        let text = first.text
        let header =
            ["row", "fold"] + text.targetHeader(first.data.targetNames)
            + text.predictionHeader(first.data.targetNames) + text.probabilityHeader
            + first.spreadNames + (kept?.names ?? []).map(TableText.field)
        var lines: [(row: Int, fold: Int, line: String)] = []
        for part in all { lines += part.lines }
        lines.sort { ($0.row, $0.fold) < ($1.row, $1.fold) }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        for line in lines {
            bytes.append(contentsOf: line.line.utf8)
            for field in kept?.fields(row: line.row) ?? [] {
                bytes.append(contentsOf: ("," + TableText.field(field)).utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return Data(bytes)
    }

    private var text: PredictionText {
        PredictionText(task: rows.task, target: data.target, transform: transform, choice: rows.choice)
    }

    private var spreadNames: [String] {
        rows.spreads == nil ? [] : text.spreadColumns(data.targetNames).map(TableText.field)
    }

    private var lines: [(row: Int, fold: Int, line: String)] {
        guard let split else { return [] }
        let columns = rows.task.predictionColumns
        return (0..<split.rows).map { row in
            let numbers = rows.predictions[(row * columns)..<((row + 1) * columns)]
            var fields = ["\(split.rowIds[row])", "\(index + 1)"] + text.target(split, row: row)
            fields += text.prediction(numbers)
            if rows.task.isClassification { fields += text.probabilities(numbers) }
            if let spreads = rows.spreads(ofRow: row) { fields += spreads.map(TableText.number) }
            return (split.rowIds[row], index, fields.joined(separator: ","))
        }
    }

    /// Rows whose prediction has no value in the target's own units.
    static func lostRows(_ all: [FoldPredictions]) -> Int {
        all.reduce(0) { $0 + $1.text.lostRows($1.rows.predictions) }
    }

    /// All folds' rows together, in original units.
    static func pooled(_ all: [FoldPredictions]) -> ScoredRows? {
        guard let first = all.first else { return nil }
        var pooled = ScoredRows(
            task: first.rows.task, predictions: [], targets: [],
            positiveClass: first.rows.positiveClass)
        pooled.threshold = first.rows.threshold
        for part in all {
            let rows = part.rows.inOriginalUnits(part.transform) ?? part.rows
            pooled.predictions += rows.predictions
            pooled.targets += rows.targets
            pooled.naiveErrors = pooled.naiveErrors ?? rows.naiveErrors
        }
        return pooled
    }
}
