import Catalogue
import Runs

/// A comparison as one JSON object, for programs.
package struct ComparisonJSON: Encodable {
    struct Run: Encodable {
        var run: String
        var path: String
        var name: String
        var status: RunState?
        /// Values of the keys in which the runs differ.
        var keys: [String: FieldJSON]
        var metrics: [String: Double?]
        /// Differences to the baseline; only where they mean something.
        var differences: [String: Double]
        var comparable: Bool
    }

    struct Metric: Encodable {
        var name: String
        var direction: String?
        var best: String?
    }

    struct Statement: Encodable {
        var kind: String
        var preventsComparison: Bool
        var statement: String

        private enum CodingKeys: String, CodingKey {
            case kind, statement
            case preventsComparison = "prevents_comparison"
        }
    }

    struct Paired: Encodable {
        var run: String
        var metric: String
        var rows: Int
        var mean: Double
        var lower: Double
        var upper: Double
        var verdict: String
    }

    struct Group: Encodable {
        var values: [String: FieldJSON]
        var runs: [String]
        var metrics: [String: Spread]
    }

    struct Spread: Encodable {
        var count: Int
        var mean: Double?
        var standardDeviation: Double?
        var least: Double?
        var most: Double?

        private enum CodingKeys: String, CodingKey {
            case count, mean, least, most
            case standardDeviation = "standard_deviation"
        }
    }

    var baseline: String
    var runs: [Run]
    var changedKeys: [String]
    var metrics: [Metric]
    var statements: [Statement]
    var pairedDifferences: [Paired]
    var remarks: [String]
    var groups: [Group]

    private enum CodingKeys: String, CodingKey {
        case baseline, runs, metrics, statements, remarks, groups
        case changedKeys = "changed_keys"
        case pairedDifferences = "paired_differences"
    }

    package init(_ comparison: Comparison) {
        baseline = comparison.runs[comparison.baseline].id
        changedKeys = comparison.keys.map(\.key)
        runs = comparison.runs.indices.map { Self.run($0, comparison) }
        metrics = comparison.metrics.map { metric in
            Metric(
                name: metric.name, direction: metric.direction?.rawValue,
                best: metric.best.map { comparison.runs[$0].id })
        }
        statements = comparison.notes.map {
            Statement(
                kind: $0.kind.rawValue, preventsComparison: $0.kind.preventsComparison,
                statement: $0.statement)
        }
        pairedDifferences = (comparison.paired?.differences ?? []).map { paired in
            Paired(
                run: comparison.runs[paired.run].id, metric: paired.metric, rows: paired.rows,
                mean: paired.difference.mean, lower: paired.difference.lower, upper: paired.difference.upper,
                verdict: paired.verdict.rawValue)
        }
        remarks = comparison.paired?.remarks ?? []
        groups = comparison.groups.map { Self.group($0, comparison) }
    }

    private static func run(_ index: Int, _ comparison: Comparison) -> Run {
        let run = comparison.runs[index]
        var keys: [String: FieldJSON] = [:]
        for key in comparison.keys { keys[key.key] = FieldJSON(key.values[index]) }
        var metrics: [String: Double?] = [:]
        var differences: [String: Double] = [:]
        for metric in comparison.metrics {
            metrics.updateValue(metric.values[index], forKey: metric.name)
            differences[metric.name] = comparison.delta(metric, run: index)
        }
        return Run(
            run: run.id, path: run.directory.path, name: run.name, status: run.state, keys: keys,
            metrics: metrics, differences: differences, comparable: comparison.isComparable[index])
    }

    private static func group(_ group: RunGroup, _ comparison: Comparison) -> Group {
        var values: [String: FieldJSON] = [:]
        for (key, value) in zip(comparison.groupKeys, group.values) { values[key] = FieldJSON(value) }
        var metrics: [String: Spread] = [:]
        for (metric, statistics) in zip(comparison.metrics, group.statistics) {
            metrics[metric.name] = Spread(
                count: statistics.count, mean: statistics.mean, standardDeviation: statistics.deviation,
                least: statistics.least, most: statistics.most)
        }
        return Group(values: values, runs: group.runs.map { comparison.runs[$0].id }, metrics: metrics)
    }
}
