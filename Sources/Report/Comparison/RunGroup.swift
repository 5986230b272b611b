import Catalogue
import Machine
import Runs

/// Runs that have the same values of some keys, as when one setting was repeated with several seeds.
package struct RunGroup: Sendable, Equatable {
    /// The values the runs share, in the order of the keys.
    package var values: [FieldValue?]
    /// Places in the comparison.
    package var runs: [Int]
    /// One for each metric.
    package var statistics: [Statistics]

    /// How a figure is spread over the runs of a group.
    package struct Statistics: Sendable, Equatable {
        /// Runs that have the figure.
        package var count: Int
        package var mean: Double?
        /// Standard deviation over the runs, with n − 1; nil for fewer than two.
        package var deviation: Double?
        package var least: Double?
        package var most: Double?

        package init(_ values: [Double]) {
            count = values.count
            least = values.min()
            most = values.max()
            guard !values.isEmpty else { return }
            let mean = values.reduce(0, +) / Double(values.count)
            self.mean = mean
            guard values.count > 1 else { return }
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            deviation = (squares / Double(values.count - 1)).squareRoot()
        }

        /// `0.41543 ± 0.0021`
        package var text: String { NumberText.figure(mean, deviation: deviation) }
    }

    /// Groups in the order of their first runs.
    static func all(_ runs: [ComparedRun], by keys: [String], metrics: [ComparedMetric]) -> [RunGroup] {
        var order: [[FieldValue?]] = []
        var members: [[FieldValue?]: [Int]] = [:]
        for (index, run) in runs.enumerated() {
            let values = keys.map { Self.value($0, of: run) }
            if members[values] == nil { order.append(values) }
            members[values, default: []].append(index)
        }
        return order.map { values in
            let indices = members[values] ?? []
            return RunGroup(
                values: values, runs: indices,
                statistics: metrics.map { metric in Statistics(indices.compactMap { metric.values[$0] }) })
        }
    }

    /// A key of the specification, or one of the facts of a run.
    static func value(_ key: String, of run: ComparedRun) -> FieldValue? {
        if let value = run.keys[key] { return value }
        if let list = run.specification.lists.first(where: { $0.key == key }) { return list.value }
        return RunFields.read(run.directory, path: run.id).first { $0.0 == key }?.1
    }
}
