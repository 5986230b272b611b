import Data
import Foundation
import Runs
import Training

extension RunInsights {
    private static let mostOutputs = 20
    private static let deviationRows = 10_000

    /// The weights of a model that is one linear layer (and functions without parameters behind it); nil for others.
    ///
    /// Standard deviations are those of at most 10,000 evenly spaced training rows.
    func coefficients() -> RunCoefficients? {
        let plan = preparation.model
        let names = preparation.data.featureNames
        let units = plan.summaries.first?.output.count ?? 0
        guard let layer = plan.layers.first?.value as? LinearLayer, units <= Self.mostOutputs,
            layer.fields.scaling == .standard,
            plan.summaries.dropFirst().allSatisfy({ $0.parameterCount == 0 }),
            let train = preparation.data[split: "train"], train.features.columns == names.count,
            let values = weights.tensors.first(where: { $0.name == "0.weight" })?.doubles,
            values.count == units * names.count
        else { return nil }
        let biases = weights.tensors.first { $0.name == "0.bias" }?.doubles
        let rows = min(train.rows, Self.deviationRows)
        let chosen = (0..<rows).map { $0 * train.rows / max(1, rows) }
        return RunCoefficients(
            features: names, deviations: names.indices.map { Self.deviation(train.features, $0, chosen) },
            outputs: outputs(units),
            weights: (0..<units).map { Array(values[($0 * names.count)..<(($0 + 1) * names.count)]) },
            biases: biases, rows: rows)
    }

    /// Around the first value, so that values far from zero lose no digits.
    private static func deviation(_ matrix: DataMatrix, _ column: Int, _ rows: [Int]) -> Double {
        guard let first = rows.first else { return 0 }
        let guess = matrix[first, column]
        var sum = 0.0
        var squares = 0.0
        for row in rows {
            let difference = matrix[row, column] - guess
            sum += difference
            squares += difference * difference
        }
        let count = Double(rows.count)
        return max(0, squares / count - (sum / count) * (sum / count)).squareRoot()
    }

    private func outputs(_ units: Int) -> [String] {
        switch preparation.data.target {
        case .classes(let names) where names.count == units: names
        case .classes(let names) where units == 1: [names.last ?? "1"]
        case .real where preparation.data.targetNames.count == units: preparation.data.targetNames
        case .classes, .real: (0..<units).map { "output \($0)" }
        }
    }
}
