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
        guard let first = lines.first else { return nil }
        let header = CSVLine.fields(String(decoding: first, as: UTF8.self))
        guard header.count >= 3, header[0] == "row", header[1] == "target", header[2] == "prediction" else {
            return nil
        }
        let classes = header.dropFirst(3).filter { $0.hasPrefix("p_") }.map { String($0.dropFirst(2)) }
        var rows: [String] = []
        var values: [Double] = []
        rows.reserveCapacity(lines.count)
        values.reserveCapacity(lines.count * 2)
        for line in lines.dropFirst() {
            let fields = CSVLine.fields(String(decoding: line, as: UTF8.self))
            guard fields.count == header.count else { return nil }
            rows.append(fields[0] + "," + fields[1])
            if classes.isEmpty {
                guard let target = Double(fields[1]), let prediction = Double(fields[2]) else { return nil }
                values.append((prediction - target) * (prediction - target))
                values.append(abs(prediction - target))
            } else {
                values.append(fields[1] == fields[2] ? 1 : 0)
                let place = classes.firstIndex(of: fields[1])
                let probability = place.flatMap { Double(fields[3 + $0]) } ?? 0
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
