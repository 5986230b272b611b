import Foundation
import Runs

/// How well each test row was predicted, from `predictions.csv`.
///
/// Real targets: squared and absolute error in the target's own units, for several targets their means. Classes: 1 for
/// a hit, and minus the logarithm of the probability of the true class (at least 10⁻¹⁵).
///
/// - Limits: a torn last line is left out; a file without targets has no scores
struct PredictionScores: Sendable, Equatable {
    /// Names of the scores, which are those of the metrics whose mean they are.
    let names: [String]
    /// Row of the source and targets, as they are written: equal in two runs that were scored on the same rows.
    let rows: [String]
    /// [rows, names], row-major.
    let values: [Double]

    static func read(_ directory: RunDirectory) -> PredictionScores? {
        CSVTable(path: directory.file(RunFile.predictions)).flatMap {
            PredictionScores(severalTargets: $0) ?? PredictionScores($0)
        }
    }

    init?(_ table: CSVTable) {
        // A cross-validation says behind the row which fold predicted it.
        let header = table.names.filter { $0 != "fold" }
        guard header.starts(with: ["row", "target", "prediction"]), let places = table.texts("row"),
            let targets = table.texts("target"), let predictions = table.texts("prediction")
        else { return nil }
        rows = zip(places, targets).map { $0 + "," + $1 }
        let classes = header.filter { $0.hasPrefix("p_") }.map { String($0.dropFirst(2)) }
        guard !classes.isEmpty else {
            let pairs = zip(targets, predictions).compactMap { target, prediction in
                Double(target).flatMap { target in Double(prediction).map { $0 - target } }
            }
            guard pairs.count == rows.count else { return nil }
            names = ["mse", "mae"]
            values = pairs.flatMap { [$0 * $0, abs($0)] }
            return
        }
        let probabilities = Dictionary(
            classes.map { ($0, table.numbers("p_" + $0) ?? []) }, uniquingKeysWith: { first, _ in first })
        names = ["accuracy", "log_loss"]
        values = rows.indices.flatMap { row -> [Double] in
            let probability = probabilities[targets[row]]?[row] ?? 0
            let known = probability.isNaN ? 0 : probability
            return [targets[row] == predictions[row] ? 1 : 0, -log(max(known, 1e-15))]
        }
    }

    /// A table with the columns `target_a`, `prediction_a` and so on.
    private init?(severalTargets table: CSVTable) {
        let header = table.names.filter { $0 != "fold" }
        guard header.count > 1, header[0] == "row", header[1].hasPrefix("target_") else { return nil }
        let targets = header.dropFirst().prefix { $0.hasPrefix("target_") }.map {
            String($0.dropFirst("target".count))
        }
        guard let places = table.texts("row") else { return nil }
        var keys = places
        var sums = [Double](repeating: 0, count: 2 * places.count)
        for name in targets {
            guard let texts = table.texts("target" + name), let truth = table.numbers("target" + name),
                let predictions = table.numbers("prediction" + name)
            else { return nil }
            for row in keys.indices {
                keys[row] += "," + texts[row]
                let error = predictions[row] - truth[row]
                sums[2 * row] += error * error / Double(targets.count)
                sums[2 * row + 1] += abs(error) / Double(targets.count)
            }
        }
        guard sums.allSatisfy(\.isFinite) else { return nil }
        names = ["mse", "mae"]
        rows = keys
        values = sums
    }

    static func direction(of name: String) -> ComparedMetric.Direction {
        name == "accuracy" ? .maximize : .minimize
    }
}
