import Catalogue
import Runs

/// A figure that several runs have.
package struct ComparedMetric: Sendable, Equatable {
    /// `test_mse`, `original_test_mae`
    package let name: String
    package let direction: Direction?
    /// The class it is of, where it is of one: `fraud`; several where runs differ in it.
    package let positive: String?
    /// One for each run.
    package let values: [Double?]

    package enum Direction: String, Sendable {
        case minimize
        case maximize

        package var arrow: String { self == .minimize ? "↓" : "↑" }
    }

    package var heading: String {
        let shown = positive.map { "\(name) (\($0))" } ?? name
        return direction.map { "\(shown) \($0.arrow)" } ?? shown
    }

    init(_ name: String, of runs: [ComparedRun]) {
        self.name = name
        values = runs.map { $0.figure(name) }
        let metric = Self.metricName(name)
        let classes = runs.compactMap(\.metrics).filter { $0.label(of: metric) != metric }
            .compactMap(\.positive)
        positive = classes.isEmpty ? nil : Set(classes).sorted().joined(separator: " / ")
        direction = runs.lazy.compactMap { $0.metrics?.directions[metric] }.first.flatMap(Direction.init)
    }

    /// `original_test_mae` → `mae`
    static func metricName(_ name: String) -> String {
        var rest = name[...]
        if rest.hasPrefix("original_") { rest = rest.dropFirst("original_".count) }
        for split in ["train_", "val_", "test_"] where rest.hasPrefix(split) {
            return String(rest.dropFirst(split.count))
        }
        return String(rest)
    }

    /// Whether the first value is better than the second; nil when they are equal or the direction is unknown.
    package func isBetter(_ value: Double, than other: Double) -> Bool? {
        guard let direction, value != other, !value.isNaN, !other.isNaN else { return nil }
        return direction == .minimize ? value < other : value > other
    }

    /// The run with the best value.
    package var best: Int? {
        guard let direction else { return nil }
        let scored = values.indices.filter { values[$0] != nil }
        return scored.min { left, right in
            let first = values[left] ?? .nan
            let second = values[right] ?? .nan
            return direction == .minimize ? first < second : first > second
        }
    }

    /// Whether two figures are the same everywhere, as the loss `mse` and the metric `mse`.
    private static func isSame(_ first: String, _ second: String, in runs: [ComparedRun]) -> Bool {
        runs.allSatisfy { run in
            switch (run.figure(first), run.figure(second)) {
            case (nil, nil): true
            case (let left?, let right?): abs(left - right) <= 1e-6 * abs(left)
            case (nil, _?), (_?, nil): false
            }
        }
    }

    /// The figures that are shown when nobody chose: every metric on the rows nothing was tuned on, and the losses.
    ///
    /// - Limits: at most eight
    static func usual(of runs: [ComparedRun]) -> [String] {
        var names: [String] = []
        func add(_ name: String) {
            if !names.contains(name), runs.contains(where: { $0.figure(name) != nil }) { names.append(name) }
        }
        for run in runs {
            guard let metrics = run.metrics else { continue }
            let split = metrics.headline?.split ?? "test"
            if let headline = metrics.headline {
                let name = "\(headline.split)_\(headline.metric)"
                add(name)
                add(name + RunFields.spreadMark)
            }
            for metric in metrics.names { add("\(split)_\(metric)") }
        }
        add("val_loss")
        add("train_loss")
        var shown: [String] = []
        for name in names where !shown.contains(where: { isSame($0, name, in: runs) }) { shown.append(name) }
        return Array(shown.prefix(8))
    }
}
