import Data
import Foundation
import Runs
import Training

/// What a fold predicts for the rows that judge it.
struct FoldPredictions {
    var fold: PreparedFold
    var rows: ScoredRows

    private var split: PreparedSplit? { fold.data[split: "val"] }

    /// `predictions.csv` of a cross-validation: every row of the folds' validation parts, predicted by the model that
    /// did not train on it; in the order of the rows, then of the folds.
    ///
    /// - Parameter kept: columns of the source that the lines end with
    static func content(_ all: [FoldPredictions], kept: KeptColumns? = nil) -> Foundation.Data {
        guard let first = all.first else { return Data() }
        let text = first.text
        let header =
            ["row", "fold"] + text.targetHeader(first.fold.data.targetNames)
            + text.predictionHeader(first.fold.data.targetNames) + text.probabilityHeader
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
        PredictionText(
            task: fold.model.task, target: fold.data.target, transform: fold.data.targetTransform,
            choice: rows.choice)
    }

    private var spreadNames: [String] {
        rows.spreads == nil ? [] : text.spreadColumns(fold.data.targetNames).map(TableText.field)
    }

    private var lines: [(row: Int, fold: Int, line: String)] {
        guard let split else { return [] }
        let columns = rows.task.predictionColumns
        return (0..<split.rows).map { row in
            let numbers = rows.predictions[(row * columns)..<((row + 1) * columns)]
            var fields = ["\(split.rowIds[row])", "\(fold.index + 1)"] + text.target(split, row: row)
            fields += text.prediction(numbers)
            if rows.task.isClassification { fields += text.probabilities(numbers) }
            if let spreads = rows.spreads(ofRow: row) { fields += spreads.map(TableText.number) }
            return (split.rowIds[row], fold.index, fields.joined(separator: ","))
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
            let rows = part.rows.inOriginalUnits(part.fold.data.targetTransform) ?? part.rows
            pooled.predictions += rows.predictions
            pooled.targets += rows.targets
        }
        return pooled
    }
}
