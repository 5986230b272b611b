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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(split.rows * 48)
        switch data.target {
        case .real: writeReal(split, predictions, task, data, &bytes)
        case .classes(let names): writeClasses(split, predictions, task, names, &bytes)
        }
        return Data(bytes)
    }

    private static func writeReal(
        _ split: PreparedSplit, _ predictions: [Double], _ task: PredictionTask, _ data: PreparedData,
        _ bytes: inout [UInt8]
    ) {
        let columns = task.predictionColumns
        let names = columns == 1 ? [""] : data.targetNames.map { "_" + $0 }
        var header = ["row"]
        header +=
            names.map { "target" + TableText.field($0) } + names.map { "prediction" + TableText.field($0) }
        bytes.append(contentsOf: (header.joined(separator: ",") + "\n").utf8)
        let transform = data.targetTransform
        func original(_ value: Double) -> Double { transform?.inverted(value) ?? value }
        for row in 0..<split.rows {
            var line = "\(split.rowIds[row])"
            for column in 0..<columns {
                line += "," + TableText.number(original(split.targets[row, column]))
            }
            for column in 0..<columns {
                line += "," + TableText.number(original(predictions[row * columns + column]))
            }
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    private static func writeClasses(
        _ split: PreparedSplit, _ predictions: [Double], _ task: PredictionTask, _ names: [String],
        _ bytes: inout [UInt8]
    ) {
        let fields = names.map(TableText.field)
        let header = ["row", "target", "prediction"] + names.map { TableText.field("p_" + $0) }
        bytes.append(contentsOf: (header.joined(separator: ",") + "\n").utf8)
        let columns = task.predictionColumns
        for row in 0..<split.rows {
            let numbers = predictions[(row * columns)..<((row + 1) * columns)]
            let probabilities =
                columns == 1 ? [1 - (numbers.first ?? 0), numbers.first ?? 0] : Array(numbers)
            let predicted = Self.largest(probabilities, isBinary: columns == 1)
            let actual = Int(split.targets[row, 0])
            var line = "\(split.rowIds[row])," + name(actual, fields) + "," + name(predicted, fields)
            for probability in probabilities { line += "," + TableText.number(probability) }
            bytes.append(contentsOf: line.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Two classes: the second when its probability is above one half; more: the first largest.
    private static func largest(_ probabilities: [Double], isBinary: Bool) -> Int {
        if isBinary { return probabilities.count > 1 && probabilities[1] > 0.5 ? 1 : 0 }
        var best = 0
        for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
        return best
    }

    private static func name(_ index: Int, _ names: [String]) -> String {
        names.indices.contains(index) ? names[index] : "\(index)"
    }
}
