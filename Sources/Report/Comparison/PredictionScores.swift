import Foundation
import Runs

/// How well each test row was predicted, from `predictions.csv`.
///
/// Real targets: squared and absolute error in the target's own units. Classes: 1 for a hit, and minus the logarithm of
/// the probability of the true class (at least 10⁻¹⁵).
///
/// - Limits: a torn last line is left out; a file without targets has no scores
struct PredictionScores: Sendable, Equatable {
    /// Names of the scores, which are those of the metrics whose mean they are.
    let names: [String]
    /// Row of the source and target, as they are written: equal in two runs that were scored on the same rows.
    let rows: [String]
    /// [rows, names], row-major.
    let values: [Double]

    static func read(_ directory: RunDirectory) -> PredictionScores? {
        guard let data = FileManager.default.contents(atPath: directory.file(RunFile.predictions)) else {
            return nil
        }
        return PredictionScores(data)
    }

    init?(_ data: Data) {
        var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        if data.last != UInt8(ascii: "\n"), !lines.isEmpty { lines.removeLast() }
        guard let line = lines.first else { return nil }
        let header = TableText.fields(String(decoding: line, as: UTF8.self))
        // A cross-validation says behind the row which fold predicted it.
        let first = header.count > 1 && header[1] == "fold" ? 2 : 1
        guard header.count >= first + 2, header[0] == "row", header[first] == "target",
            header[first + 1] == "prediction"
        else { return nil }
        let classes = header.dropFirst(first + 2).filter { $0.hasPrefix("p_") }.map {
            String($0.dropFirst(2))
        }
        var rows: [String] = []
        var values: [Double] = []
        rows.reserveCapacity(lines.count)
        values.reserveCapacity(lines.count * 2)
        for line in lines.dropFirst() {
            let fields = TableText.fields(String(decoding: line, as: UTF8.self))
            guard fields.count == header.count else { return nil }
            let (target, prediction) = (fields[first], fields[first + 1])
            rows.append(fields[0] + "," + target)
            if classes.isEmpty {
                guard let target = Double(target), let prediction = Double(prediction) else { return nil }
                values.append((prediction - target) * (prediction - target))
                values.append(abs(prediction - target))
            } else {
                values.append(target == prediction ? 1 : 0)
                let place = classes.firstIndex(of: target)
                let probability = place.flatMap { Double(fields[first + 2 + $0]) } ?? 0
                values.append(-log(max(probability, 1e-15)))
            }
        }
        self.names = classes.isEmpty ? ["mse", "mae"] : ["accuracy", "log_loss"]
        self.rows = rows
        self.values = values
    }

    static func direction(of name: String) -> ComparedMetric.Direction {
        name == "accuracy" ? .maximize : .minimize
    }
}
