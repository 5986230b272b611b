import Spec

/// What every metric may have beside its own fields: by which columns of the source it is measured for groups of rows.
package struct MetricGrouping: SpecSection {
    /// Columns of the source; their values together make a group.
    package let columns: [String]
    package let origin: Origin

    package init(reading fields: inout FieldReader) {
        columns =
            fields.optionalStrings(
                "by", "Columns of the source for whose values it is measured apart as well, such as region.")
            ?? []
        origin = fields.origin(of: "by")
        for name in Set(columns).sorted() where columns.count(where: { $0 == name }) > 1 {
            fields.report(
                Diagnostic("repeated-value", "'\(name)' is in 'by' twice", at: origin, help: "write it once"))
        }
    }
}

extension Measure {
    package static var sharedFields: (any SpecSection.Type)? { MetricGrouping.self }
}

/// A metric that is also measured for groups of rows.
package struct GroupedMetric: Sendable {
    package let metric: any Metric
    package let columns: [String]

    package init(metric: any Metric, columns: [String]) {
        self.metric = metric
        self.columns = columns
    }

    /// One group of rows.
    package struct Group: Hashable, Sendable {
        /// The value of each column.
        package let values: [String]
        package let rows: Int
        package let value: Double
    }

    /// More groups than a table is looked at for: such a column names rows rather than groups.
    package static let mostGroups = 1000

    /// The metric of each group, in the order of the values: numbers by size, others as texts.
    ///
    /// - Parameter keys: the group of each row
    /// - Returns: nil where there are more than `mostGroups`
    package func groups(of rows: ScoredRows, keys: [[String]]) -> [Group]? {
        var places: [[String]: [Int]] = [:]
        for (row, key) in keys.enumerated() where row < rows.rowCount {
            places[key, default: []].append(row)
            if places.count > Self.mostGroups { return nil }
        }
        return places.keys.sorted(by: Self.precedes).map { key in
            let part = rows.gathering(places[key] ?? [])
            return Group(values: key, rows: part.rowCount, value: metric.value(of: part))
        }
    }

    /// Numbers come before other texts.
    private static func precedes(_ left: [String], _ right: [String]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            let numbers = [one, other].map { Double($0).flatMap { $0.isNaN ? nil : $0 } }
            switch (numbers[0], numbers[1]) {
            case (let first?, let second?) where first != second: return first < second
            case (.some, nil): return true
            case (nil, .some): return false
            default: return one < other
            }
        }
        return false
    }
}
