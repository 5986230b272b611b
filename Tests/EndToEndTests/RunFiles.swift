import Foundation
import Testing

/// What a test reads from a run directory, and how two runs are compared.
struct RunFiles {
    var path: String

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func object(_ name: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path + "/" + name)))
        return try #require(value as? [String: Any], "\(name) is not an object")
    }

    var status: String? { try? object("run.json")["status"] as? String }

    /// A figure of `metrics.json`.
    func metric(_ name: String, of split: String) throws -> Double {
        let splits = try object("metrics.json")["splits"] as? [String: [String: Any]]
        return try #require(splits?[split]?[name] as? Double, "no \(name) of \(split)")
    }

    /// `metrics.csv` without the column that holds times.
    func metricsWithoutTimes() throws -> [[Substring]] {
        let rows = try text("metrics.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let timed = try #require(rows.first?.firstIndex(of: "seconds"), "metrics.csv has no column 'seconds'")
        return rows.map { row in row.indices.filter { $0 != timed }.map { row[$0] } }
    }

    /// The last weights: the header without its metadata, and the bytes of all tensors.
    func lastWeights() throws -> Weights {
        let data = try Data(contentsOf: URL(filePath: path + "/checkpoints/last.safetensors"))
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header =
            try JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length)) as? [String: Any]
        let names = try #require(header, "the header is not an object").keys.filter { $0 != "__metadata__" }
        return Weights(names: names.sorted(), bytes: data.dropFirst(8 + length))
    }

    struct Weights: Equatable {
        var names: [String]
        var bytes: Data
    }
}

/// Expects that two runs left the same results, bit for bit.
func expectSameResults(_ run: RunFiles, _ expected: RunFiles, _ what: String) throws {
    #expect(try run.lastWeights() == expected.lastWeights(), "weights differ: \(what)")
    #expect(try run.metricsWithoutTimes() == expected.metricsWithoutTimes(), "metrics.csv differs: \(what)")
    #expect(
        try run.text("predictions.csv") == expected.text("predictions.csv"), "predictions differ: \(what)")
}
