/// Looks at the rows of a table, part by part, for broken rules.
package struct ContractCheck: Sendable {
    private let rules: [ColumnRule]
    private var broken = BrokenRules()
    private var seenNumbers: [String: Set<UInt64>] = [:]
    private var seenTexts: [String: Set<String>] = [:]
    private var missing: [String: Int] = [:]
    private var rows = 0

    package init(_ contract: DataContract) { rules = contract.rules }

    /// How many rules were broken so far, and the first ones.
    package var violations: BrokenRules { broken }

    static func expected(_ rule: ColumnRule) -> ColumnType { rule.type ?? .number }

    /// Text and categories differ only in how many values they have.
    static func fits(_ type: ColumnType, _ rule: ColumnRule) -> Bool {
        guard let expected = rule.type else { return type == .number || !rule.isForNumbers }
        let texts: Set<ColumnType> = [.category, .text]
        return expected == type || (texts.contains(expected) && texts.contains(type))
    }

    /// - Parameter firstRow: the number of the first row, counted from 0
    package mutating func look(at table: Table, firstRow: Int) {
        rows += table.rowCount
        for rule in rules {
            guard let column = table[rule.name], Self.fits(column.type, rule) else { continue }
            lookForGaps(column, rule, firstRow)
            switch column {
            case .numbers(let numbers): look(at: numbers, rule, firstRow)
            case .categories, .text, .booleans: lookAtTexts(column, rule, firstRow)
            case .tensors: break
            }
        }
    }

    /// Rules that only all rows together can break.
    package mutating func finish(columns: TableSchema) -> BrokenRules {
        for rule in rules {
            guard let column = columns[rule.name] else {
                if rule.isRequired {
                    broken.add(nil, rule.name, "the contract asks for it, and it is not there")
                }
                continue
            }
            if !Self.fits(column.type, rule) {
                broken.add(
                    nil, rule.name,
                    "holds \(column.type.phrase), not \(Self.expected(rule).phrase)"
                        + (column.remark.map { ": \($0)" } ?? ""))
            }
            if let largest = rule.largestMissing, rows > 0 {
                let count = missing[rule.name] ?? 0
                if Double(count) > largest * Double(rows) {
                    broken.add(
                        nil, rule.name,
                        "missing in \(count) of \(rows) rows, more than the share \(SplitShares.text(largest))"
                    )
                }
            }
        }
        return broken
    }

    private mutating func lookForGaps(_ column: Column, _ rule: ColumnRule, _ firstRow: Int) {
        let count = column.missingCount
        guard count > 0 else { return }
        missing[rule.name, default: 0] += count
        guard !rule.allowsMissing else { return }
        for row in 0..<column.count where column.isMissing(row) {
            broken.add(firstRow + row, rule.name, "has no value")
        }
    }

    private mutating func look(at numbers: NumberColumn, _ rule: ColumnRule, _ firstRow: Int) {
        let low = rule.minimum ?? -.infinity
        let high = rule.maximum ?? .infinity
        let allowed = rule.values.map { Set($0.compactMap { Double($0) }) }
        guard rule.isForNumbers || allowed != nil || rule.isUnique else { return }
        var seen = seenNumbers.removeValue(forKey: rule.name) ?? []
        for (row, value) in numbers.values.enumerated() where !value.isNaN {
            let place = firstRow + row
            if value < low {
                broken.add(place, rule.name, "\(SplitShares.text(value)) is below \(SplitShares.text(low))")
            } else if value > high {
                broken.add(place, rule.name, "\(SplitShares.text(value)) is above \(SplitShares.text(high))")
            }
            if rule.isWhole, value != value.rounded() {
                broken.add(place, rule.name, "\(value) is no whole number")
            }
            if let allowed, !allowed.contains(value) {
                broken.add(
                    place, rule.name, "\(SplitShares.text(value)) is not one of \(Self.list(rule.values))")
            }
            if rule.isUnique, !seen.insert(value == 0 ? 0 : value.bitPattern).inserted {
                broken.add(place, rule.name, "\(SplitShares.text(value)) stands there a second time")
            }
        }
        seenNumbers[rule.name] = seen
    }

    private mutating func lookAtTexts(_ column: Column, _ rule: ColumnRule, _ firstRow: Int) {
        let allowed = rule.values.map { Set($0) }
        guard allowed != nil || rule.isUnique else { return }
        if case .categories(let categories) = column, let allowed, !rule.isUnique,
            categories.occurringLevels.allSatisfy({ allowed.contains($0) })
        {
            return
        }
        var seen = seenTexts.removeValue(forKey: rule.name) ?? []
        for row in 0..<column.count {
            guard let value = column.description(row: row) else { continue }
            if let allowed, !allowed.contains(value) {
                broken.add(firstRow + row, rule.name, "'\(value)' is not one of \(Self.list(rule.values))")
            }
            if rule.isUnique, !seen.insert(value).inserted {
                broken.add(firstRow + row, rule.name, "'\(value)' stands there a second time")
            }
        }
        seenTexts[rule.name] = seen
    }

    private static func list(_ values: [String]?) -> String {
        let values = values ?? []
        return values.prefix(8).joined(separator: ", ") + (values.count > 8 ? " …" : "")
    }
}
