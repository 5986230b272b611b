/// Signs that a column knows the target: it was made from it, or noted after it was known.
///
///     number, number      |pearson| or |spearman| ≥ 0.999
///     number, classes     the ranges of the classes do not overlap (two classes or more of at least 5 rows)
///     category, number    correlation ratio ≥ 0.999     } with at most one value
///     category, classes   uncertainty ≥ 0.999           } for 5 rows
///     gaps                whether the value is missing explains the target: ratio or uncertainty ≥ 0.9
///
/// - Limits: signs, no proof: a column may be that good. With fewer than 20 rows nothing is said.
struct LeakSigns {
    static let nearlyAll = 0.999
    static let fewestRows = 20

    let target: RelationTarget

    /// A sentence, or nil when nothing is suspicious.
    func sign(_ name: String, _ column: Column, _ relation: TargetRelation?, distinct: Int?) -> String? {
        guard column.count >= Self.fewestRows else { return nil }
        if let relation, isNearlyAll(relation, column, distinct ?? 0) {
            return "'\(name)' says all about the target (\(Self.figure(relation))): "
                + "is it known before the target is?"
        }
        if case .numbers(let numbers) = column, separatesClasses(numbers) {
            return
                "each class of the target has its own range of '\(name)': is it known before the target is?"
        }
        if gapsExplainTarget(column) {
            return
                "where '\(name)' is missing tells the target: was it noted because of the target?"
        }
        return nil
    }

    private func isNearlyAll(_ relation: TargetRelation, _ column: Column, _ distinct: Int) -> Bool {
        switch column {
        case .numbers:
            return max(abs(relation.pearson ?? 0), abs(relation.spearman ?? 0)) >= Self.nearlyAll
        case .categories, .text, .booleans:
            let present = column.count - column.missingCount
            return distinct * 5 <= present
                && max(relation.correlationRatio ?? 0, relation.uncertainty ?? 0) >= Self.nearlyAll
        case .tensors: return false
        }
    }

    private static func figure(_ relation: TargetRelation) -> String {
        func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 10_000)" }
        if let pearson = relation.pearson {
            return "correlation \(percent(pearson)), of ranks \(percent(relation.spearman ?? pearson))"
        }
        if let ratio = relation.correlationRatio { return "correlation ratio \(percent(ratio))" }
        return "share of its entropy \(percent(relation.uncertainty ?? 0))"
    }

    private func separatesClasses(_ numbers: NumberColumn) -> Bool {
        guard case .classes(let codes, let count) = target.values, count > 1 else { return false }
        var ranges = [(low: Double, high: Double, rows: Int)](
            repeating: (.infinity, -.infinity, 0), count: count)
        for (value, code) in zip(numbers.values, codes) where code >= 0 && !value.isNaN {
            let range = ranges[Int(code)]
            ranges[Int(code)] = (min(range.low, value), max(range.high, value), range.rows + 1)
        }
        let occurring = ranges.filter { $0.rows > 0 }.sorted { $0.low < $1.low }
        guard occurring.count > 1, occurring.allSatisfy({ $0.rows >= 5 }) else { return false }
        return zip(occurring, occurring.dropFirst()).allSatisfy { $0.high < $1.low }
    }

    private func gapsExplainTarget(_ column: Column) -> Bool {
        let missing = column.missingCount
        guard missing >= 5, column.count - missing >= 5 else { return false }
        let codes = (0..<column.count).map { column.isMissing($0) ? 1 : 0 as Int32 }
        switch target.values {
        case .numbers(let targets):
            let ratio = RelationMeasures.correlationRatio(of: targets, groupedBy: codes, groups: 2)
            return (ratio ?? 0) >= 0.9
        case .classes(let labels, let count):
            let relation = RelationMeasures.information(codes, 2, about: labels, classes: count)
            return (relation?.uncertainty ?? 0) >= 0.9
        }
    }
}
