import Foundation
import Runs
import TestSupport

/// Run directories written by hand, for reports to read.
struct SampleRun {
    let folder: TemporaryFolder
    let directory: RunDirectory

    /// - Parameter hostile: a text that stands wherever a name can stand
    /// - Parameter hasFolds: whether it was a cross-validation
    init(
        predictions: String, hostile: String = "x", status: RunState = .completed, hasFolds: Bool = false
    ) throws {
        folder = try TemporaryFolder()
        let path = "20261121-140322-sample-3fa9c1"
        try folder.write(try RunJSON.encode(Self.manifest(hostile, status)), to: path + "/run.json")
        try folder.write(
            try RunJSON.encode(Self.metrics(hostile, hasFolds: hasFolds)), to: path + "/metrics.json")
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
                    split: "test", rows: 10, splitRows: 20, repeats: 3, loss: 1, unit: .columns,
                    features: [.init(name: hostile, increase: 0.5, lowest: 0.4, highest: 0.6)],
                    leftOut: [.init(name: hostile, reason: hostile)])),
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
        try folder.write(Self.profile(hostile), to: path + "/profile.json")
        let series = RunSeries(
            time: hostile, split: "test", isMean: true,
            lines: [
                .init(
                    name: hostile, times: ["1", hostile, "3"], target: [1, 2, nil],
                    prediction: [nil, 2.5, 3])
            ], omitted: 2)
        try folder.write(try RunJSON.encode(series), to: path + "/series.json")
        let blend = RunBlend(
            sweep: hostile, objective: hostile, direction: "minimize", candidates: 3, finished: 4, size: 5,
            curve: [0.5, 0.25], members: [.init(trial: 2, folder: hostile, picks: 2, weight: 1, value: 0.5)])
        try folder.write(try RunJSON.encode(blend), to: path + "/blend.json")
        if hasFolds {
            let folds = (1...3).flatMap { fold in
                (1...6).map { "\(fold),\($0),\($0 * 4),0.\($0),0.01,0.5,\(1.0 / Double(fold + $0))" }
            }
            try folder.write(
                (["fold,epoch,step,seconds,lr,train_loss,val_loss"] + folds).joined(separator: "\n") + "\n",
                to: path + "/folds.csv")
        }
        directory = try RunDirectory(path: folder.file(path))
    }

    /// A column of numbers, one of names, and findings.
    private static func profile(_ hostile: String) throws -> Data {
        let histogram: [String: Any] = ["lower": 0, "upper": 10, "counts": [3, 0, 1, 0, 0, 2, 0, 0, 0, 4]]
        let numbers: [String: Any] = [
            "mean": 4.5, "deviation": 1.5, "minimum": 0, "maximum": 10, "quantiles": [0, 2, 4, 6, 9],
            "skewness": 0, "zeros": 1, "negatives": 0, "infinite": 0, "histogram": histogram,
        ]
        let columns: [[String: Any]] = [
            [
                "name": hostile, "type": "number", "role": "feature", "missing": 3, "distinct": 5,
                "numbers": numbers, "relation": ["pearson": 0.5, "spearman": -0.25],
            ],
            [
                "name": "kind", "type": "category", "role": "target", "missing": 0, "distinct": 2,
                "values": [
                    "top": [["value": hostile, "rows": 7], ["value": "b", "rows": 3]], "other_values": 0,
                    "other_rows": 0,
                ],
            ],
        ]
        let table: [String: Any] = [
            "rows": 1000, "profiled_rows": 10, "duplicate_rows": 2, "columns": columns,
            "findings": [
                ["kind": "leak", "message": hostile + " says all about the target"],
                ["kind": "constant", "message": hostile + " has the same value in every row"],
            ],
        ]
        return try JSONSerialization.data(withJSONObject: ["before": table, "after": table])
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

    private static func metrics(_ hostile: String, hasFolds: Bool) -> RunMetrics {
        var metrics = RunMetrics(
            epochs: 20, steps: 80, bestEpoch: 12, weights: "last", names: ["loss", hostile],
            headline: .init(metric: hostile, split: "test", value: 0.5), rows: ["train": 100, "test": 50],
            splits: ["train": ["loss": 0.25, hostile: 0.5], "test": ["loss": 0.5, hostile: nil]],
            originalUnits: ["test": ["loss": 12.5]], baselines: [hostile: ["test": [hostile: 0.25]]],
            directions: ["loss": "minimize"], trainingSeconds: 2, stepsPerSecond: 40)
        metrics.groups = [
            .init(
                metric: hostile, by: [hostile],
                splits: ["test": [.init(values: [hostile], rows: 9, value: 0.5)]])
        ]
        metrics.members = .init(count: 2, share: hostile, losses: ["test": [0.5, 0.75]])
        guard hasFolds else { return metrics }
        metrics.crossValidation = RunMetrics.CrossValidation(
            folds: (1...3).map { fold in
                .init(
                    fold: fold, status: hostile, epochs: 6, bestEpoch: nil, rows: ["val": 20],
                    splits: ["val": ["loss": Double(fold) / 4, hostile: nil]], originalUnits: [:])
            }, deviation: ["test": ["loss": 0.125], "val": ["loss": 0.25]],
            deviationInOriginalUnits: [:], outOfFold: ["loss": 0.375])
        return metrics
    }
}
