import Data
import Machine

/// What a step did to the table: `assay data SPEC --after STEP --json`.
package struct StepEffect: Encodable, Sendable {
    package struct Change: Encodable, Sendable {
        package var before: ColumnProfile
        package var after: ColumnProfile
    }

    package var step: String
    /// Counted from 1.
    package var position: Int
    package var fittedOn: FitScope?
    package var fittedRows: Int?
    package var rowsBefore: Int
    package var rowsAfter: Int
    package var removed: [ColumnProfile]
    package var added: [ColumnProfile]
    package var changed: [Change]
    /// Columns that are the same before and after.
    package var unchanged: Int
    package var warnings: [String]

    private enum CodingKeys: String, CodingKey {
        case step, position, removed, added, changed, unchanged, warnings
        case fittedOn = "fitted_on"
        case fittedRows = "fitted_rows"
        case rowsBefore = "rows_before"
        case rowsAfter = "rows_after"
    }

    package init(_ inspection: StepInspection, target: String?, targetType: TargetType) {
        let before = DataProfile(inspection.before, target: target, targetType: targetType)
        let after = DataProfile(inspection.after, target: target, targetType: targetType)
        step = inspection.name
        position = inspection.position
        fittedOn = inspection.fittedOn
        fittedRows = inspection.fittedRows
        rowsBefore = inspection.before.rowCount
        rowsAfter = inspection.after.rowCount
        warnings = inspection.warnings
        removed = before.columns.filter { inspection.after[$0.name] == nil }
        added = after.columns.filter { inspection.before[$0.name] == nil }
        changed = []
        unchanged = 0
        for column in after.columns {
            guard var earlier = before[column: column.name] else { continue }
            // Relations change with the target; the column need not have.
            earlier.relation = column.relation
            if earlier == column {
                unchanged += 1
            } else {
                changed.append(Change(before: before[column: column.name] ?? earlier, after: column))
            }
        }
    }
}

/// The same for a terminal.
struct StepEffectText {
    let effect: StepEffect
    let terminal: Terminal

    func lines() -> [String] {
        var title = terminal.painted("step \(effect.position) \(effect.step)", .bold)
        if let scope = effect.fittedOn, let rows = effect.fittedRows {
            let which = scope == .train ? "training" : "all"
            title += ", fitted on \(NumberText.count(rows)) \(which) rows"
        }
        let isSame = effect.rowsBefore == effect.rowsAfter
        let rows =
            isSame
            ? NumberText.count(effect.rowsAfter, "row")
            : "\(NumberText.count(effect.rowsBefore)) → \(NumberText.count(effect.rowsAfter, "row"))"
        var lines = [title, "  \(rows), \(NumberText.count(effect.unchanged, "column")) unchanged"]
        for warning in effect.warnings { lines.append(terminal.painted("  warning: ", .caution) + warning) }
        lines += list("removed", effect.removed) + list("added", effect.added)
        guard !effect.changed.isEmpty else { return lines }
        var table = TextTable([.left, .left, .left, .right, .right, .left, .left])
        table.row(
            ["changed", "", "TYPE", "MISSING", "DISTINCT", "", "VALUES"].map { terminal.painted($0, .dim) })
        for change in effect.changed {
            let before = ProfileText.cells(change.before)
            let after = ProfileText.cells(change.after)
            table.row([change.after.name, terminal.painted("before", .dim)] + before)
            table.row(["", terminal.painted("after", .dim)] + after)
        }
        return lines + [""] + table.lines(indent: 2)
    }

    private func list(_ title: String, _ columns: [ColumnProfile]) -> [String] {
        guard !columns.isEmpty else { return [] }
        var table = TextTable([.left, .left, .right, .right, .left, .left])
        table.row([title, "TYPE", "MISSING", "DISTINCT", "", "VALUES"].map { terminal.painted($0, .dim) })
        for column in columns { table.row([column.name] + ProfileText.cells(column)) }
        return [""] + table.lines(indent: 2)
    }
}
