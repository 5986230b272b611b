import Foundation

/// Takes logarithms of columns; of their values plus one with `addsOne`.
struct LogarithmTransform: Transform {
    static let stepName = "log"

    let columns: [String]
    /// `nil`: the natural logarithm.
    let base: Double?
    let addsOne: Bool

    func apply(to table: Table) throws -> Table {
        var table = table
        for name in columns {
            let column = try table.numbers(name, for: addsOne ? "log1p" : "log")
            try check(column, name, table)
            try table.set(name, .numbers(changed(column)))
        }
        return table
    }

    private func changed(_ column: NumberColumn) -> NumberColumn {
        if addsOne { return column.mapped { Foundation.log1p($0) } }
        switch base {
        case nil: return column.mapped { Foundation.log($0) }
        case 2?: return column.mapped { Foundation.log2($0) }
        case 10?: return column.mapped { Foundation.log10($0) }
        case let base?:
            let divisor = Foundation.log(base)
            return column.mapped { Foundation.log($0) / divisor }
        }
    }

    private func check(_ column: NumberColumn, _ name: String, _ table: Table) throws {
        let limit = addsOne ? -1.0 : 0.0
        // A missing value is NaN and compares as false.
        guard let first = column.values.firstIndex(where: { $0 <= limit }) else { return }
        let count = column.values.count { $0 <= limit }
        let what = count == 1 ? "1 value" : "\(count) values"
        let value = column.values[first]
        throw StepFailure(
            "\(what) of '\(name)' \(count == 1 ? "is" : "are") not above \(addsOne ? "-1" : "0"), first "
                + "\(value) in data row \(table.rowId(first)) (counted from 0)",
            help: addsOne ? "filter them out before" : "filter them out before, or use log1p")
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0) }
        return kept.isEmpty ? nil : LogarithmTransform(columns: kept, base: base, addsOne: addsOne)
    }

    func effect(onTarget name: String) -> TargetEffect {
        guard columns.contains(name) else { return .none }
        return .invertible(addsOne ? .logarithmOfOnePlus : .logarithm(base: base))
    }
}
