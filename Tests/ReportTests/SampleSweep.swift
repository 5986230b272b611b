import Foundation
import Runs
import TestSupport

/// A sweep directory written by hand: a bowl over two parameters, with pruned and diverged trials.
struct SampleSweep {
    let folder: TemporaryFolder
    var path: String { folder.file("sweep") }

    init(trials: Int, hostile: String = "x") throws {
        folder = try TemporaryFolder()
        let names = [
            "trial", "state", "point", "repetition", "seed", "optimizer.lr", hostile, "val_loss (objective)",
            "test_mse", "epochs", "steps", "best_epoch", "same_as", "hash", "reason", "seconds", "ended",
            "attempt",
        ]
        var lines = [names.map(SampleRun.quoted).joined(separator: ",")]
        for trial in 0..<trials {
            let state = trial % 11 == 10 ? "diverged" : trial % 7 == 6 ? "pruned" : "completed"
            let rate = Double((trial * 37) % 100 + 1) / 1000
            let value = (rate - 0.05) * (rate - 0.05) * 100 + 0.1 + Double(trial % 3) / 20
            let hash = "abcdef\(10_000 + trial)"
            let cells = [
                "\(trial)", state, "\(trial)", "0", "\(trial)", "\(rate)", trial % 3 == 0 ? hostile : "adam",
                state == "diverged" ? "" : "\(value)", "\(value * 2)", "5", "50", "5", "", hash, hostile,
                "0.5",
                RunTime(milliseconds: 1_763_700_000_000 + Int64(trial) * 300).text, "1",
            ]
            lines.append(cells.map(SampleRun.quoted).joined(separator: ","))
            guard trial < 200 else { continue }
            let epochs = (1...5).map { "\($0),\(value + 1 / Double($0))" }
            let digits = String(trial)
            let number = String(repeating: "0", count: 5 - digits.count) + digits
            try folder.write(
                (["epoch,val_loss"] + epochs).joined(separator: "\n") + "\n",
                to: "sweep/trials/\(number)-\(hash.prefix(10))/metrics.csv")
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "sweep/trials.csv")
        let summary: [String: Any] = [
            "name": hostile, "status": "completed", "direction": "minimize", "sampler": "random",
            "seconds": 12.5,
            "points": [
                [
                    "point": 3, "parameters": ["optimizer.lr": 0.05, hostile: hostile], "count": 3,
                    "mean": 0.25, "deviation": 0.125, "minimum": 0.125, "maximum": 0.375,
                ]
            ],
            "importance": [
                ["parameter": "optimizer.lr", "share": 0.75], ["parameter": hostile, "share": 0.25],
            ],
        ]
        try folder.write(try JSONSerialization.data(withJSONObject: summary), to: "sweep/summary.json")
    }
}
