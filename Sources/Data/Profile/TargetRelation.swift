import Foundation

/// How closely a column goes with the target, by the measure that suits their types.
///
///     number, number      pearson: r of the values; spearman: r of their ranks (equal values share the mean rank)
///     number, classes     correlation_ratio: √(between / all) of the column's squared deviations, grouped by class
///     category, number    correlation_ratio of the target, grouped by category
///     category, classes   mutual_information I in nats; uncertainty: I / entropy of the target
///
/// All but r lie in [0, 1]. Truth values are categories.
///
/// - Limits: rows in which either is missing or infinite do not count; nothing is said with fewer than 3 of them, of a
///   constant column or target, of tensors, and of a category column in which most values differ: it would explain the
///   target by naming its rows
/// - Source: K. Pearson (1905) for the ratio; H. Theil (1970) for the uncertainty coefficient
package struct TargetRelation: Codable, Sendable, Equatable {
    package var pearson: Double?
    package var spearman: Double?
    package var correlationRatio: Double?
    package var mutualInformation: Double?
    package var uncertainty: Double?

    /// The strongest of them without its sign, in [0, 1]: what columns can be ordered by.
    package var strength: Double {
        [pearson, spearman, correlationRatio, uncertainty].compactMap { $0.map(abs) }.max() ?? 0
    }

    private enum CodingKeys: String, CodingKey {
        case pearson, spearman, uncertainty
        case correlationRatio = "correlation_ratio"
        case mutualInformation = "mutual_information"
    }
}

/// The target as relations are measured against it.
struct RelationTarget {
    enum Values {
        case numbers([Double])
        /// -1 where missing.
        case classes([Int32], count: Int)
    }

    let values: Values

    /// Nil for tensors.
    init?(_ column: Column, type: TargetType) {
        let isClass = type == .class || (type == .auto && column.type != .number)
        if !isClass, let numbers = column.asNumbers {
            values = .numbers(Array(numbers.values))
        } else if let categories = column.asCategories {
            values = .classes(categories.codes, count: categories.levels.count)
        } else {
            return nil
        }
    }

    func relation(of column: Column) -> TargetRelation? {
        switch (column, values) {
        case (.numbers(let numbers), .numbers(let targets)):
            return RelationMeasures.numbers(Array(numbers.values), targets)
        case (.numbers(let numbers), .classes(let codes, let count)):
            let ratio = RelationMeasures.correlationRatio(
                of: Array(numbers.values), groupedBy: codes, groups: count)
            return ratio.map { TargetRelation(correlationRatio: $0) }
        case (.categories, _), (.booleans, _), (.text, _):
            return column.asCategories.flatMap(relation)
        case (.tensors, _):
            return nil
        }
    }

    private func relation(of column: CategoryColumn) -> TargetRelation? {
        let occurring = column.counts.count { $0 > 0 }
        guard occurring * 2 <= column.count - column.missingCount else { return nil }
        switch values {
        case .numbers(let targets):
            let ratio = RelationMeasures.correlationRatio(
                of: targets, groupedBy: column.codes, groups: column.levels.count)
            return ratio.map { TargetRelation(correlationRatio: $0) }
        case .classes(let codes, let count):
            return RelationMeasures.information(
                column.codes, column.levels.count, about: codes, classes: count)
        }
    }
}

/// The measures by themselves.
enum RelationMeasures {
    /// Nil with fewer than three rows or a constant column.
    static func numbers(_ x: [Double], _ y: [Double]) -> TargetRelation? {
        let rows = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
        let (first, second) = (rows.map { x[$0] }, rows.map { y[$0] })
        guard let pearson = correlation(first, second) else { return nil }
        return TargetRelation(pearson: pearson, spearman: correlation(ranks(first), ranks(second)))
    }

    static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
        let (first, second) = (ColumnStatistics(x), ColumnStatistics(y))
        guard x.count > 2, !first.isConstant, !second.isConstant else { return nil }
        var product = 0.0
        for row in x.indices { product += (x[row] - first.mean) * (y[row] - second.mean) }
        let result = product / (first.squares.squareRoot() * second.squares.squareRoot())
        return result.isFinite ? min(1, max(-1, result)) : nil
    }

    /// Ranks from 1; equal values share their mean rank.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }

    /// Nil with fewer than three rows, one group, or constant values.
    static func correlationRatio(of values: [Double], groupedBy codes: [Int32], groups: Int) -> Double? {
        let rows = values.indices.filter { values[$0].isFinite && codes[$0] >= 0 }
        let whole = ColumnStatistics(rows.map { values[$0] })
        guard rows.count > 2, !whole.isConstant else { return nil }
        var sums = [Double](repeating: 0, count: groups)
        var counts = [Double](repeating: 0, count: groups)
        for row in rows {
            sums[Int(codes[row])] += values[row] - whole.mean
            counts[Int(codes[row])] += 1
        }
        guard counts.count(where: { $0 > 0 }) > 1 else { return nil }
        let between = zip(sums, counts).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
        let share = between / whole.squares
        return share.isFinite ? min(1, share.squareRoot()) : nil
    }

    /// Nil with fewer than three rows or a constant target.
    static func information(
        _ codes: [Int32], _ levels: Int, about labels: [Int32], classes: Int
    ) -> TargetRelation? {
        var pairs: [Int] = []
        var byLevel = [Double](repeating: 0, count: levels)
        var byClass = [Double](repeating: 0, count: classes)
        for (code, label) in zip(codes, labels) where code >= 0 && label >= 0 {
            pairs.append(Int(code) * classes + Int(label))
            byLevel[Int(code)] += 1
            byClass[Int(label)] += 1
        }
        let rows = Double(pairs.count)
        let entropy = byClass.reduce(0) { $1 > 0 ? $0 - $1 / rows * log($1 / rows) : $0 }
        guard pairs.count > 2, entropy > 0 else { return nil }
        // Pairs that occur, in order: a table of all of them could be larger than memory.
        pairs.sort()
        var sum = 0.0
        var start = 0
        while start < pairs.count {
            var end = start + 1
            while end < pairs.count, pairs[end] == pairs[start] { end += 1 }
            let together = Double(end - start)
            let (level, label) = pairs[start].quotientAndRemainder(dividingBy: classes)
            sum += together / rows * log(together * rows / (byLevel[level] * byClass[label]))
            start = end
        }
        let information = max(0, sum)
        return TargetRelation(mutualInformation: information, uncertainty: min(1, information / entropy))
    }
}
