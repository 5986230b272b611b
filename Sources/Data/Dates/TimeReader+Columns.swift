import Spec

extension TimeReader {
    /// The dates of a column by level; nil for levels that do not occur.
    ///
    /// - Errors: `StepFailure` with the row of the first text that is no date
    func dates(of categories: CategoryColumn, _ name: String, _ table: Table) throws -> [CivilDate?] {
        let counts = categories.counts
        let levels = counts.indices.filter { counts[$0] > 0 }
        var dates = [CivilDate?](repeating: nil, count: counts.count)
        do {
            let found = try self.dates(levels.map { categories.levels[$0] })
            for (level, date) in zip(levels, found) { dates[level] = date }
            return dates
        } catch let refusal as Refusal {
            let code = Int32(levels[refusal.index])
            let row = categories.codes.firstIndex(of: code) ?? 0
            throw StepFailure(
                "'\(categories.levels[Int(code)])', '\(name)' in data row \(table.rowId(row)) (counted from 0), "
                    + refusal.reason, help: refusal.help)
        }
    }
}

extension StepContext {
    /// How the dates of some columns are written, by column, as far as the rows tell; none for one written year first.
    ///
    /// Like the type of a column this is decided over all rows, not over those of training.
    ///
    /// - Errors: `StepFailure` for a column whose dates leave a doubt
    func dateFormats(of names: [String], format: DateFormat?, for stepName: String) throws -> [String: String]
    {
        var formats: [String: String] = [:]
        for name in names {
            guard format == nil, let column = table?[name], column.type == .category || column.type == .text
            else { continue }
            let categories = column.asCategories ?? CategoryColumn([])
            let texts = categories.occurringLevels
            do {
                formats[name] = try TimeReader(format: nil).form(of: texts)?.text
            } catch let refusal as TimeReader.Refusal {
                let text = texts[refusal.index]
                let row = (0..<categories.count).first { categories[$0] == text } ?? 0
                throw StepFailure(
                    "'\(text)', '\(name)' in data row \(table?.rowId(row) ?? row) (counted from 0), "
                        + refusal.reason, help: refusal.help)
            }
        }
        return formats
    }
}
