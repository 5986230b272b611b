import Foundation
import Runs
import TestSupport

/// Run directories written by hand, for reports to read.
struct SampleRun {
    let folder: TemporaryFolder
    let directory: RunDirectory

    /// - Parameter hostile: a text that stands wherever a name can stand
    init(predictions: String, hostile: String = "x", status: RunState = .completed) throws {
        folder = try TemporaryFolder()
        let path = "20261121-140322-sample-3fa9c1"
        try folder.write(try RunJSON.encode(Self.manifest(hostile, status)), to: path + "/run.json")
        try folder.write(try RunJSON.encode(Self.metrics(hostile)), to: path + "/metrics.json")
        let epochs = (1...20).map {
            "\($0),\($0 * 4),0.\($0),0.01,\(2.0 / Double($0)),\(2.5 / Double($0)),0.5"
        }
        let header = "epoch,step,seconds,lr,train_loss,val_loss,\(Self.quoted("val_" + hostile))"
        try folder.write(([header] + epochs).joined(separator: "\n") + "\n", to: path + "/metrics.csv")
        let steps = (1...80).map { "\($0),\(2.0 / Double($0))" }
        try folder.write((["step,loss"] + steps).joined(separator: "\n") + "\n", to: path + "/steps.csv")
        try folder.write(predictions, to: path + "/predictions.csv")
        try folder.write("name: \(hostile)  # spec.yaml:1\nseed: 0  # default\n", to: path + "/resolved.yaml")
        try folder.write("2026-11-22 08:23:35  warning: \(hostile) was left out\n", to: path + "/log.txt")
        try folder.write(
            try RunJSON.encode(
                RunGraph(stages: [.init(kind: "source", name: hostile, detail: hostile, output: hostile)])),
            to: path + "/graph.json")
        try folder.write(
            try RunJSON.encode(
                RunImportance(
                    split: "test", rows: 10, splitRows: 20, repeats: 3, loss: 1,
                    features: [.init(name: hostile, increase: 0.5, lowest: 0.4, highest: 0.6)], skipped: 0)),
            to: path + "/importance.json")
        try folder.write(
            try RunJSON.encode(
                RunCoefficients(
                    features: [hostile, "b"], deviations: [1, 2], outputs: [hostile], weights: [[0.5, -1]],
                    biases: [0.1], rows: 10)), to: path + "/coefficients.json")
        try folder.write(
            try RunJSON.encode(
                RunImages(
                    width: 2, height: 2, mistakes: 3,
                    samples: [
                        .init(row: 7, target: hostile, prediction: "b", probability: 0.9, pixels: "00ff80")
                    ])),
            to: path + "/images.json")
        directory = try RunDirectory(path: folder.file(path))
    }

    static let regression =
        "row,target,prediction\n"
        + (0..<50).map { "\($0),\($0),\(Double($0) * 0.9 + Double($0 % 7))\n" }.joined()

    static func classes(_ names: [String]) -> String {
        let header = (["row", "target", "prediction"] + names.map { quoted("p_" + $0) }).joined(
            separator: ",")
        let rows = (0..<40).map { row -> String in
            let target = row % names.count
            let prediction = row % 5 == 0 ? (target + 1) % names.count : target
            let rest = 0.4 / Double(max(1, names.count - 1))
            let scores = names.indices.map { $0 == prediction ? "0.6" : "\(rest)" }
            return (["\(row)", quoted(names[target]), quoted(names[prediction])] + scores).joined(
                separator: ",")
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    static func quoted(_ text: String) -> String {
        let mark = UInt8(ascii: "\"")
        let inner = text.utf8.flatMap { $0 == mark ? [mark, mark] : [$0] }
        return String(decoding: [mark] + inner + [mark], as: UTF8.self)
    }

    private static func manifest(_ hostile: String, _ status: RunState) -> RunManifest {
        let process = ProcessIdentity(pid: 1, startTicks: nil, bootId: nil, host: "nowhere")
        let time = RunTime(milliseconds: 1_763_700_000_000)
        var manifest = RunManifest(
            id: "20261121-140322-sample-3fa9c1", name: hostile, description: hostile, created: time, seed: 7,
            specification: hostile, specificationFolder: "/", overrides: [hostile],
            commandLine: ["assay", hostile],
            versions: ["assay": "1"], process: process)
        manifest.status = status
        manifest.reason = hostile
        manifest.data = [.init(path: hostile, sha256: "00", bytes: 1)]
        return manifest
    }

    private static func metrics(_ hostile: String) -> RunMetrics {
        RunMetrics(
            epochs: 20, steps: 80, bestEpoch: 12, weights: "last", names: ["loss", hostile],
            headline: .init(metric: hostile, split: "test", value: 0.5), rows: ["train": 100, "test": 50],
            splits: ["train": ["loss": 0.25, hostile: 0.5], "test": ["loss": 0.5, hostile: nil]],
            originalUnits: ["test": ["loss": 12.5]], baselines: [hostile: ["test": [hostile: 0.25]]],
            directions: ["loss": "minimize"], trainingSeconds: 2, stepsPerSecond: 40)
    }
}
