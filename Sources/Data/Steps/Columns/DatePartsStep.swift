import Foundation
import Spec

package struct DatePartsStep: ColumnwiseStep {
    package static let name = "date_parts"
    package static let about = """
        Replaces dates by numbers: year, month, weekday.

            2024-02-29   2024-02-29T13:05:09   20240229   2024-02   29/02/2024   Feb 29, 2024 1:05 PM

        How a column is written is recognized from all of its rows and kept with the model: year first (ISO
        8601), or one of about two thousand other ways with numbers or English names of months, with and
        without times. Nothing is guessed: where day first and month first both fit every row, `format` has
        to say it, in the signs of strftime: `"%d/%m/%Y"`, `"%b %d, %Y"`; `"%s"` are seconds since 1970.

        The new columns, column_year and so on, stand where the column stood, in the order given. weekday is
        0 for Monday, is_weekend 1 for Saturday and Sunday, week the week of ISO 8601, day_of_year counts
        from 1, days from 1970-01-01 with the time of day as fraction.

        With `cyclic` a part that comes round becomes its place on a circle, column_hour_sin and
        column_hour_cos, so that 23 and 0 are neighbors. For rounds of other lengths see `periodic`.

        - Limits: Gregorian calendar, no time zones (a zone at the end is ignored); missing values stay
          missing
        - Errors: columns of truth values, and of numbers without a `format`; text that is not a date, with
          its row; dates that may be day first or month first; the target among the columns
        - Source: days of the civil calendar by H. Hinnant, "chrono-compatible low-level date algorithms",
          2013
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{date_parts: {columns: date, parts: [month, weekday]}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [DatePartsTransform.self]

    let columns: ColumnSelector
    let parts: [DatePart]
    let isCyclic: Bool
    let format: DateFormat?

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are replaced.")
        parts = fields.value("parts", default: [.year, .month, .day], "Which numbers, in this order.")
        isCyclic = fields.bool(
            "cyclic", default: false,
            "Whether parts that come round (all but year, days and is_weekend) become a sine and a cosine.")
        format = fields.dateFormat()
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            let names = try names(in: context)
            var transform = transform(names)
            let formats = try context.dateFormats(of: names, format: format, for: Self.name)
            if format == nil, !formats.isEmpty { transform.formats = formats }
            return transform
        }
    }

    private func transform(_ names: [String]) -> DatePartsTransform {
        DatePartsTransform(
            columns: names, parts: parts, format: format?.text, isCyclic: isCyclic ? true : nil)
    }

    func names(in context: StepContext) throws -> [String] {
        let names = try columns.resolve(Self.takes, in: context, for: Self.name)
        let others = names.compactMap { context.schema[$0] }.filter {
            $0.type != .category && $0.type != .text && !($0.type == .number && format != nil)
        }
        guard let first = others.first else { return names }
        throw DataDiagnostics(
            "column-type",
            "'date_parts' takes columns of dates, and '\(first.name)' holds \(first.type.phrase)",
            at: columns.origin,
            help: first.type == .number
                ? "say how the dates are written: format: \"%Y%m%d\" for 20240229, format: \"%s\" for seconds since 1970"
                : nil)
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        transform([]).outputs(of: column.name).map { ColumnSchema(name: $0, type: .number) }
    }
}

struct DatePartsTransform: ReplacingTransform {
    static let stepName = "date_parts"

    var columns: [String]
    let parts: [DatePart]
    /// Nil for dates that were recognized.
    let format: String?
    /// Nil for no, as in the state of runs older than this.
    var isCyclic: Bool?
    /// Formats that were recognized, by column; none for one written year first.
    var formats: [String: String]?

    private func isCircle(_ part: DatePart) -> Bool { isCyclic == true && part.comesRound }

    func outputs(of name: String) -> [String] {
        parts.flatMap { part in
            let made = "\(name)_\(part.rawValue)"
            return isCircle(part) ? [made + "_sin", made + "_cos"] : [made]
        }
    }

    func made(of name: String, in table: Table) throws -> [Column] {
        let categories = try table.categories(name, for: Self.stepName)
        let format = (format ?? formats?[name]).flatMap { DateFormat($0) }
        let dates = try TimeReader(format: format).dates(of: categories, name, table)
        func column(_ value: (CivilDate) -> Double) -> Column {
            let values = dates.map { $0.map(value) ?? .nan }
            let numbers = categories.codes.map { $0 < 0 ? Double.nan : values[Int($0)] }
            return .numbers(NumberColumn(missingAsNaN: numbers))
        }
        return parts.flatMap { part in
            guard isCircle(part) else { return [column { $0.value(of: part) }] }
            return [
                column { sin(2 * .pi * ($0.turn(of: part) ?? 0)) },
                column { cos(2 * .pi * ($0.turn(of: part) ?? 0)) },
            ]
        }
    }
}
