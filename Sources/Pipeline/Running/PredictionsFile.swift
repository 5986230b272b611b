import Data
import Foundation
import Training

/// `predictions.csv`: row id, target and prediction in original units, and the probabilities of classes.
enum PredictionsFile {
    /// The split whose rows are predicted: the one nothing was tuned on.
    static func split(of data: PreparedData) -> String? {
        ["test", "val", "train"].first { data[split: $0] != nil }
    }

    /// - Parameter predictions: [rows, task.predictionColumns], row-major, in the space of training
    static func content(
        split: PreparedSplit, predictions: [Double], task: PredictionTask, data: PreparedData
    ) -> Data {
        let text = PredictionText(task: task, target: data.target, transform: data.targetTransform)
        let header =
            ["row"] + text.targetHeader(data.targetNames) + text.predictionHeader(data.targetNames)
            + text.probabilityHeader
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        bytes.reserveCapacity(split.rows * 48)
        let columns = task.predictionColumns
        for row in 0..<split.rows {
            let numbers = predictions[(row * columns)..<((row + 1) * columns)]
            let targets = (0..<split.targets.columns).map { split.targets[row, $0] }
            var fields = ["\(split.rowIds[row])"] + text.target(targets) + text.prediction(numbers)
            if task.isClassification { fields += text.probabilities(numbers) }
            bytes.append(contentsOf: fields.joined(separator: ",").utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        return Data(bytes)
    }
}
