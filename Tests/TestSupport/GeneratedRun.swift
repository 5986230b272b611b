import Foundation
import Runs

/// Writes run directories as runs leave them, with chosen settings and figures, without training anything.
package struct GeneratedRun {
    package var name = "demo"
    package var seed: UInt64 = 1
    package var status = RunState.completed
    /// Lines of `resolved.yaml`.
    package var resolved: String
    /// Names and values of the test split; the first one stands for the run.
    package var figures: [(String, Double?)] = [("mse", 0.5), ("r2", 0.4)]
    package var directions = [
        "loss": "minimize", "mse": "minimize", "r2": "maximize", "accuracy": "maximize",
    ]
    package var dataHash = "aa11"
    package var rowsHash = "rows-1"
    package var epochs = 3
    package var predictions: String?
    /// Milliseconds since 1970: 2026-11-21 14:03:22.125 UTC.
    package var started: Int64 = 1_795_269_802_125

    package init(optimizer: String = "adam", rate: Double = 0.1, seed: UInt64 = 1) {
        self.seed = seed
        let momentum = optimizer == "sgd" ? "  momentum: 0.0\n" : "  betas: [0.9, 0.999]\n"
        resolved = """
            name: demo
            seed: \(seed)
            data:
              source:
                type: csv
                path: data.csv
              target: 'y'
            model:
              - type: linear
                units: 8
                bias: true
              - type: relu
              - type: linear
                units: 1
                bias: true
            loss:
              type: mse
            optimizer:
              type: \(optimizer)
              lr: \(rate)
            \(momentum)train:
              epochs: 3
              batch_size: 32

            """
    }

    /// - Parameter id: name of the directory
    @discardableResult
    package func write(to folder: String, id: String) throws -> RunDirectory {
        let path = folder + "/" + id
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        func put(_ text: String, _ file: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path + "/" + file))
        }
        var manifest = RunManifest(
            id: id, name: name, description: nil, created: RunTime(milliseconds: started), seed: seed,
            specification: "demo.yaml", specificationFolder: "/data", overrides: [], commandLine: ["assay"],
            versions: ["assay": "0"], process: .current())
        manifest.status = status
        manifest.seconds = 1.5
        manifest.data = [.init(path: "data.csv", sha256: dataHash, bytes: nil)]
        try RunJSON.encode(manifest).write(to: URL(filePath: path + "/run.json"))
        try put(resolved, "resolved.yaml")
        try put(
            "{\"parts\":[{\"name\":\"test\",\"rows\":4,\"sha256\":\"\(rowsHash)\"}],\"seed\":1,\"split\":\"random\"}\n",
            "splits.json")
        try put(curves, "metrics.csv")
        if let predictions { try put(predictions, "predictions.csv") }
        try RunJSON.encode(metrics).write(to: URL(filePath: path + "/metrics.json"))
        return try RunDirectory(path: path)
    }

    private var metrics: RunMetrics {
        let test = RunMetrics.Figures(figures.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
        return RunMetrics(
            epochs: epochs, steps: epochs * 10, bestEpoch: epochs, weights: "last",
            names: ["loss"] + figures.map(\.0),
            headline: figures.first.map { .init(metric: $0.0, split: "test", value: $0.1) },
            rows: ["test": 4], splits: ["test": test, "val": ["loss": 0.25]], originalUnits: [:],
            baselines: [:],
            directions: directions, trainingSeconds: 1, stepsPerSecond: nil)
    }

    private var curves: String {
        let rows = (1...max(1, epochs)).map { epoch in
            "\(epoch),\(epoch * 10),0.5,0.1,\(1 / Double(epoch)),\(1.5 / Double(epoch))\n"
        }
        return "epoch,step,seconds,lr,train_loss,val_loss\n" + rows.joined()
    }

    /// The name of the n-th run of a folder.
    package static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "20261121-140322-demo-" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
