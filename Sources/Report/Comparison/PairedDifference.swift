import Runs

/// How much better or worse a run predicts the same test rows than the baseline, with what chance could make of it.
package struct PairedDifference: Sendable, Equatable {
    /// Place of the run in the comparison.
    package var run: Int
    package var metric: String
    package var direction: ComparedMetric.Direction
    package var rows: Int
    /// The mean over the rows of (run − baseline), with its 95 % interval.
    package var difference: BootstrapInterval

    package enum Verdict: String, Sendable {
        case better
        case worse
        /// The interval has zero in it.
        case undecided
    }

    package var verdict: Verdict {
        let isLower = difference.upper < 0
        let isHigher = difference.lower > 0
        guard isLower || isHigher else { return .undecided }
        return isLower == (direction == .minimize) ? .better : .worse
    }

    /// Differences of all runs to the baseline, and why some have none.
    package struct Result: Sendable, Equatable {
        package var differences: [PairedDifference]
        package var remarks: [String]
    }

    static func all(_ runs: [ComparedRun], baseline: Int, seed: UInt64) -> Result {
        let base = runs[baseline]
        guard let expected = PredictionScores.read(base.directory) else {
            return Result(
                differences: [],
                remarks: [
                    "no paired differences: the baseline \(base.shortId) has no predictions of test rows"
                ])
        }
        var matrix: [(run: Int, scores: PredictionScores)] = []
        var without: [String] = []
        for (index, run) in runs.enumerated() where index != baseline {
            guard let scores = PredictionScores.read(run.directory), scores.rows == expected.rows,
                scores.names == expected.names
            else {
                without.append(run.shortId)
                continue
            }
            matrix.append((index, scores))
        }
        var remarks: [String] = []
        if !without.isEmpty {
            let named = without.prefix(6).joined(separator: ", ") + (without.count > 6 ? " …" : "")
            remarks.append(
                "no paired differences for \(named): they have no predictions of the baseline's test rows")
        }
        let values = differences(matrix.map(\.scores), expected)
        let columns = expected.names.count
        let intervals = BootstrapInterval.all(values, columns: matrix.count * columns, seed: seed)
        let found = intervals.enumerated().map { place, interval in
            PairedDifference(
                run: matrix[place / columns].run, metric: expected.names[place % columns],
                direction: PredictionScores.direction(of: expected.names[place % columns]),
                rows: expected.rows.count, difference: interval)
        }
        return Result(differences: found, remarks: remarks)
    }

    /// [rows, runs × scores]: one row's differences lie together, for drawing rows.
    private static func differences(_ scores: [PredictionScores], _ expected: PredictionScores) -> [Double] {
        let columns = expected.names.count
        var values: [Double] = []
        values.reserveCapacity(expected.values.count * scores.count)
        for row in expected.rows.indices {
            for other in scores {
                for column in 0..<columns {
                    values.append(
                        other.values[row * columns + column] - expected.values[row * columns + column])
                }
            }
        }
        return values
    }
}
