import Data
import Machine

/// Decides what one column of a table is good for.
struct DraftColumnReader {
    let table: Table
    let profile: DataProfile
    let target: DraftTarget
    private let findings: [String: [ProfileFinding]]

    /// Fewer present values than this say nothing.
    private static let fewestValues = 5
    /// A category of more values than this is no leak because it explains the target.
    private static let mostLeakLevels = 20
    /// Fewer different times make no order.
    static let fewestTimes = 10

    init(_ table: Table, _ profile: DataProfile, target: DraftTarget) {
        self.table = table
        self.profile = profile
        self.target = target
        findings = Dictionary(grouping: profile.findings.filter { $0.column != nil }) { $0.column ?? "" }
    }

    func column(_ column: ColumnProfile) -> DraftColumn? {
        guard let values = table[column.name] else { return nil }
        let name = "'\(column.name)'"
        func dropped(_ reason: String) -> DraftColumn { DraftColumn(column, .dropped, note: reason) }
        let found = findings[column.name] ?? []
        if let constant = found.first(where: { $0.kind == .constant }) { return dropped(constant.message) }
        if column.isConstant, column.missing > 0, column.missing * 20 >= 19 * profile.rows {
            return dropped("\(name) is missing in nearly every row")
        }
        let present = profile.rows - column.missing
        if present < Self.fewestValues, column.missing > 0 {
            return dropped(
                "\(name) has \(NumberText.count(present, "value")) in \(NumberText.count(profile.rows, "row"))"
            )
        }
        let leak = found.first { $0.kind == .leak }
        // What has many values may well say much.
        if let leak,
            column.type == .number && !DraftWords(column.name).nameTimes
                || (column.distinct ?? 0) <= Self.mostLeakLevels
        {
            return dropped(leak.message + " Left out; if it is, take it out of this list")
        }
        switch column.type {
        case .tensor: return DraftColumn(column, .tensor)
        case .boolean: return DraftColumn(column, .truth)
        case .number: return number(column, values, found)
        case .category, .text:
            var result = text(column, values, found)
            if let leak, result.isFeature { result.note = leak.message }
            return result
        }
    }

    private func number(_ column: ColumnProfile, _ values: Column, _ found: [ProfileFinding]) -> DraftColumn {
        let name = "'\(column.name)'"
        if let numbers = column.numbers, numbers.infinite > 0 {
            return DraftColumn(
                column, .dropped, note: "\(name) has infinite values, which no model here reads")
        }
        if found.contains(where: { $0.kind == .identifier }), !DraftWords(column.name).nameMeasures,
            (column.relation?.strength ?? 0) < 0.5 || countsRows(values)
        {
            return DraftColumn(
                column, .dropped, note: "\(name) is different in every row: a name of the row, not a property"
            )
        }
        if isGroup(column) { return group(column) }
        if isCode(column, values) {
            return DraftColumn(
                column, .code, levels: values.asCategories?.occurringLevels ?? [],
                note:
                    "\(name) names something (by its number): taken as categories. If new ones are to be predicted, "
                    + "keep the rows of each together by the split 'group'")
        }
        return DraftColumn(column, .number)
    }

    private func text(_ column: ColumnProfile, _ values: Column, _ found: [ProfileFinding]) -> DraftColumn {
        let name = "'\(column.name)'"
        if let dates = DraftDates(values) {
            return DraftColumn(column, .date(dates.parts, format: dates.format))
        }
        if let doubt = DraftDates.doubt(name, values) { return DraftColumn(column, .dropped, note: doubt) }
        if isGroup(column) { return group(column) }
        if Self.isSentences(values) { return DraftColumn(column, .text) }
        if let reason = found.first(where: { $0.kind == .identifier || $0.kind == .freeText }) {
            return DraftColumn(column, .dropped, note: reason.message)
        }
        let present = profile.rows - column.missing
        if let distinct = column.distinct, distinct > 30, distinct * 2 > present {
            return DraftColumn(
                column, .dropped,
                note:
                    "\(name) has \(NumberText.count(distinct)) different values in \(NumberText.count(present, "row")): "
                    + "nearly a name of each row")
        }
        return DraftColumn(
            column, .category, levels: values.asCategories?.occurringLevels ?? [],
            note: found.first { $0.kind == .almostNumbers }?.message)
    }

    // MARK: Kinds

    /// Texts of several words, nearly all different, with words that come up again.
    private static func isSentences(_ column: Column) -> Bool {
        guard column.count >= 50, let categories = column.asCategories else { return false }
        let texts = categories.occurringLevels
        guard texts.count * 2 > column.count - column.missingCount else { return false }
        let sample = texts.prefix(500)
        var rows: [String: Int] = [:]
        var words = 0
        for text in sample {
            let own = Set(text.lowercased().split { !$0.isLetter }.map(String.init).filter { $0.count > 1 })
            words += own.count
            for word in own { rows[word, default: 0] += 1 }
        }
        return words >= 3 * sample.count && rows.values.count { $0 * 20 >= sample.count } >= 3
    }

    /// Named like a person or another thing that was looked at several times.
    private func isGroup(_ column: ColumnProfile) -> Bool {
        guard let distinct = column.distinct, distinct >= 10, distinct * 2 <= profile.rows - column.missing
        else {
            return false
        }
        return DraftWords(column.name).nameThings
    }

    private func group(_ column: ColumnProfile) -> DraftColumn {
        DraftColumn(
            column, .group,
            note:
                "'\(column.name)' names what several rows belong to; they stay together, so that the figures show what is "
                + "new, and the model does not see it. To let the model see it, write one_hot or target_encode for it, "
                + "and a split that is not by groups")
    }

    /// A second column of groups is a property like any other.
    func coarserGroup(_ column: DraftColumn) -> DraftColumn {
        guard let found = profile[column: column.name], let values = table[column.name] else { return column }
        return DraftColumn(
            found, found.type == .number ? .code : .category,
            levels: values.asCategories?.occurringLevels ?? [])
    }

    /// Whole numbers that repeat, named like an identifier.
    private func isCode(_ column: ColumnProfile, _ values: Column) -> Bool {
        guard case .numbers(let numbers) = values, let distinct = column.distinct, distinct > 2,
            distinct * 2 <= profile.rows - column.missing
        else { return false }
        return DraftWords(column.name).nameIdentifiers
            && numbers.values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    }

    /// 0, 1, 2 … or 1, 2, 3 … down the rows.
    private func countsRows(_ values: Column) -> Bool {
        guard case .numbers(let numbers) = values, let first = numbers.values.first, first == 0 || first == 1
        else { return false }
        return zip(numbers.values, numbers.values.dropFirst()).allSatisfy { $1 - $0 == 1 }
    }

    func isVaryingNumber(_ name: String) -> Bool {
        guard table[name]?.type == .number, let column = profile[column: name] else { return false }
        return !column.isConstant && column.numbers?.infinite == 0 && column.missing == 0
    }
}
