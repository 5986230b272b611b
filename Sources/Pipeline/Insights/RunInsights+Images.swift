import Data
import Foundation
import Runs
import Training

extension RunInsights {
    private static let mostImages = 24

    /// Rows of images whose class was not found, those with the most certain wrong answer first; nil when rows are not
    /// images.
    func images(_ split: PreparedSplit, _ rows: ScoredRows) -> RunImages? {
        guard case .classes(let names) = preparation.data.target, let shape = imageShape(split) else {
            return nil
        }
        let predicted = rows.predictedClasses()
        let targets = rows.targetClasses()
        let columns = rows.task.predictionColumns
        func certainty(_ row: Int) -> Double {
            columns == 1
                ? max(rows.predictions[row], 1 - rows.predictions[row])
                : rows.predictions[row * columns + predicted[row]]
        }
        let mistakes = predicted.indices.filter { predicted[$0] != targets[$0] }
        let worst = mistakes.sorted { (-certainty($0), $0) < (-certainty($1), $1) }
        return RunImages(
            width: shape.width, height: shape.height, mistakes: mistakes.count,
            samples: worst.prefix(Self.mostImages).map { row in
                RunImages.Sample(
                    row: split.rowIds[row], target: names[targets[row]], prediction: names[predicted[row]],
                    probability: certainty(row), pixels: pixels(split.features, row, shape))
            })
    }

    /// Rows are images when the source has exactly one column of tensors that is the one feature, and its numbers fill
    /// a square; or when the model begins by giving them the shape [channels, height, width].
    private func imageShape(_ split: PreparedSplit) -> (width: Int, height: Int)? {
        guard let inputs = preparation.data.preprocessing.inputs, inputs.features.count == 1,
            inputs.columns.contains(where: { $0.name == inputs.features[0] && $0.type == .tensor })
        else { return nil }
        let count = split.features.columns
        if let first = preparation.model.summaries.first, first.type == "reshape" {
            let dimensions = (0..<first.output.rank).map { first.output[$0] }.suffix(2)
            if dimensions.count == 2, let height = dimensions.first, let width = dimensions.last,
                height * width == count
            {
                return (width, height)
            }
        }
        let side = Int(Double(count).squareRoot().rounded())
        return side >= 8 && side * side == count ? (side, side) : nil
    }

    /// From the darkest number of the row to the brightest.
    private func pixels(_ matrix: DataMatrix, _ row: Int, _ shape: (width: Int, height: Int)) -> String {
        let values = (0..<(shape.width * shape.height)).map { matrix[row, $0] }
        let low = values.min() ?? 0
        let range = (values.max() ?? 1) - low
        return values.map { value in
            let share = range > 0 && value.isFinite ? (value - low) / range : 0
            let digits = String(Int(share * 255), radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
