import Spec

package struct DatePartsStep: ColumnwiseStep {
    package static let name = "date_parts"
    package static let about = """
        Replaces dates by numbers: year, month, weekday.

            2024-02-29   2024-02-29T13:05:09   2024-02-29 13:05   2024/02/29   20240229

        Dates are written year first, or as `format` says in the signs of strftime: `"%d/%m/%Y"`, `"%b %d,
        %Y"`. The new columns, column_year and so on, stand where the column stood, in the order given.
        weekday is 0 for Monday, day_of_year counts from 1, days from 1970-01-01 with the time of day as
        fraction. For what comes round see `periodic`.

        - Limits: Gregorian calendar, no time zones (a zone at the end is ignored); missing values stay
          missing
        - Errors: columns of numbers or truth values; text that is not a date, with its row; the target
          among the columns
        - Source: days of the civil calendar by H. Hinnant, "chrono-compatible low-level date algorithms",
          2013
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{date_parts: {columns: date, parts: [month, weekday]}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [DatePartsTransform.self]

    let columns: ColumnSelector
    let parts: [DatePart]
    let format: DateFormat?

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are replaced.")
        parts = fields.value("parts", default: [.year, .month, .day], "Which numbers, in this order.")
        format = fields.dateFormat()
    }

    package var preparation: StepPreparation { stateless(transform) }

    private func transform(_ names: [String]) -> DatePartsTransform {
        DatePartsTransform(columns: names, parts: parts, format: format?.text)
    }

    func names(in context: StepContext) throws -> [String] {
        let names = try columns.resolve(Self.takes, in: context, for: Self.name)
        let others = names.compactMap { context.schema[$0] }.filter {
            $0.type != .category && $0.type != .text
        }
        guard let first = others.first else { return names }
        throw DataDiagnostics(
            "column-type",
            "'date_parts' takes columns of dates, and '\(first.name)' holds \(first.type.phrase)",
            at: columns.origin,
            help: first.type == .number
                ? "declare its type as text where it is read, if it is written 20240229" : nil)
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        transform([]).outputs(of: column.name).map { ColumnSchema(name: $0, type: .number) }
    }
}

struct DatePartsTransform: ReplacingTransform {
    static let stepName = "date_parts"

    var columns: [String]
    let parts: [DatePart]
    /// Nil for dates written year first.
    let format: String?

    func outputs(of name: String) -> [String] { parts.map { "\(name)_\($0.rawValue)" } }

    func made(of name: String, in table: Table) throws -> [Column] {
        let categories = try table.categories(name, for: Self.stepName)
        let dates = try dates(categories, name, table)
        return parts.map { part in
            let values = dates.map { $0?.value(of: part) ?? .nan }
            let numbers = categories.codes.map { $0 < 0 ? Double.nan : values[Int($0)] }
            return .numbers(NumberColumn(missingAsNaN: numbers))
        }
    }

    /// By level; nil for those that do not occur.
    private func dates(_ categories: CategoryColumn, _ name: String, _ table: Table) throws -> [CivilDate?] {
        let counts = categories.counts
        let levels = counts.indices.filter { counts[$0] > 0 }
        var dates = [CivilDate?](repeating: nil, count: counts.count)
        do {
            let reader = TimeReader(format: format.flatMap { DateFormat($0) })
            let found = try reader.dates(levels.map { categories.levels[$0] })
            for (level, date) in zip(levels, found) { dates[level] = date }
            return dates
        } catch let refusal as TimeReader.Refusal {
            let code = Int32(levels[refusal.index])
            let row = categories.codes.firstIndex(of: code) ?? 0
            throw StepFailure(
                "'\(categories.levels[Int(code)])', '\(name)' in data row \(table.rowId(row)) (counted from 0), is no date "
                    + "written " + (format.map { "as \"\($0)\"" } ?? "year first, as 2024-02-29"),
                help: refusal.help)
        }
    }
}
