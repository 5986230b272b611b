import Spec

package struct CastStep: Step {
    package static let name = "cast"
    package static let about = """
        Changes the type of columns.

            to number    text and categories are read as numbers, truth values become 0 and 1
            to category  numbers by their shortest text, levels ascending
            to boolean   0 and 1; true, false, yes, no, t, f, y, n
            to text      as they are written
            to time      dates and times in one form, as 2024-02-29 or 2024-02-29T13:05:09

        A column is named with its new type, `price: number`, or with fields: `price: {type: number, strip:
        "$,%"}` takes `$1,234.50`, `45%` and `(3.20)`, which is -3.2 (a percent sign is taken off and divides
        nothing). `decimal: ","` reads `1.234,50` with `strip: "."`, and `units: {K: 1000, M: 1.0e+6}` reads
        `1.5M`. A pattern names several columns: `"price_*": number`.

        A time is a category column whose texts ISO 8601 orders; how it is written is recognized as in
        `date_parts` or said by `format`. Times with a zone become UTC, with a Z at the end.

        - Limits: missing values stay missing
        - Errors: a value that does not fit, with its row; tensors
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{cast: {rooms: category}}"

    package static let transforms: [any Transform.Type] = [CastTransform.self]

    let columns: [(key: String, value: CastTarget, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        columns = fields.entries(
            "columns", of: CastTarget.self, "The new type of each column, by its name or a pattern.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            let changes = try columns.flatMap { entry in
                try names(entry.key, entry.origin, context).map { try change($0, entry.value, context) }
            }
            return CastTransform(columns: changes)
        }
    }

    private func change(
        _ name: String, _ target: CastTarget, _ context: StepContext
    ) throws -> CastTransform.Change {
        var change = CastTransform.Change(name: name, type: target.type)
        change.spelling = target.spelling
        guard target.isTime else { return change }
        change.isTime = true
        change.format =
            try target.format
            ?? context.dateFormats(of: [name], format: nil, for: Self.name)[name]
        return change
    }

    /// A column of that name, else those that the pattern finds.
    private func names(_ key: String, _ origin: Origin, _ context: StepContext) throws -> [String] {
        let isName = context.schema.contains(key) || !Glob.isPattern(key)
        let selector =
            isName ? ColumnSelector.named(key, origin: origin) : ColumnSelector(.text(key), origin: origin)
        return try selector.resolveValues(in: context, for: Self.name, target: true)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        try context.schema.changing(columns) { schema, entry in
            var schema = schema
            for name in try names(entry.key, entry.origin, context) {
                let isCategory = schema[name]?.type == .category && entry.value.type == .category
                let keepsLevels = isCategory && !entry.value.isTime
                schema.set(
                    ColumnSchema(
                        name: name, type: entry.value.type, levels: keepsLevels ? schema[name]?.levels : nil))
            }
            return schema
        }
    }
}

struct CastTransform: ReplacingTransform {
    struct Change: ColumnState {
        var name: String
        var type: ColumnType
        /// How its numbers are written, where that is not as Swift reads them.
        var spelling: NumberSpelling?
        /// Whether the categories are times; nil for no.
        var isTime: Bool?
        /// How the times are written; nil for year first.
        var format: String?
    }

    static let stepName = "cast"

    var columns: [Change]

    func made(of change: Change, in table: Table) throws -> [Column] {
        guard let column = table[change.name] else {
            throw StepFailure("'cast' needs the column '\(change.name)', which is not there")
        }
        if change.isTime == true { return [.categories(try times(change, table))] }
        return [column.type == change.type ? column : try cast(column, change, table)]
    }

    private func cast(_ column: Column, _ change: Change, _ table: Table) throws -> Column {
        switch change.type {
        case .number:
            if let numbers = column.asNumbers { return .numbers(numbers) }
            let spelling = change.spelling ?? NumberSpelling()
            let values = try values(change, table) { spelling.value($0) }
            return .numbers(NumberColumn(missingAsNaN: values.map { $0 ?? .nan }))
        case .boolean: return .booleans(BooleanColumn(try values(change, table, of: CastTransform.truth)))
        case .category: return .categories(try table.categories(change.name, for: Self.stepName))
        case .text: return .text(TextColumn((0..<column.count).map { column.description(row: $0) }))
        case .tensor: throw StepFailure("no column can be made a tensor")
        }
    }

    /// Texts as ISO 8601 writes them, in the order of time.
    private func times(_ change: Change, _ table: Table) throws -> CategoryColumn {
        let categories = try table.categories(change.name, for: Self.stepName)
        let reader = TimeReader(format: change.format.flatMap { DateFormat($0) })
        let dates = try reader.dates(of: categories, change.name, table)
        let texts = dates.map { $0?.standardText }
        return CategoryColumn(categories.codes.map { $0 < 0 ? nil : texts[Int($0)] })
    }

    /// The column's texts as values; nil where it is missing.
    private func values<Value>(
        _ change: Change, _ table: Table, of value: (String) -> Value?
    ) throws -> [Value?] {
        let categories = try table.categories(change.name, for: Self.stepName)
        let values = categories.levels.map(value)
        let wrong = categories.codes.firstIndex { $0 >= 0 && values[Int($0)] == nil }
        if let row = wrong {
            throw StepFailure(
                "'\(categories[row] ?? "")', '\(change.name)' in data row \(table.rowId(row)) (counted from 0), is no "
                    + change.type.rawValue, help: help(change, categories.levels))
        }
        return categories.codes.map { $0 < 0 ? nil : values[Int($0)] }
    }

    /// What would read the numbers: the signs that stand in the way, where taking them off makes numbers of all texts.
    private func help(_ change: Change, _ levels: [String]) -> String? {
        guard change.type == .number else { return nil }
        guard let signs = NumberSpelling.signs(of: levels) else {
            return "correct it, or declare it missing where the file is read (missing:)"
        }
        return "take the signs off: \(change.name): {type: number, strip: \"\(signs)\"}"
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "t", "yes", "y", "1": true
        case "false", "f", "no", "n", "0": false
        default: nil
        }
    }

    func effect(on change: Change) -> TargetEffect { .replaced }
}

extension CivilDate {
    /// As ISO 8601 writes it; the time only where it is not midnight. With a zone in UTC.
    var standardText: String {
        guard
            let date = zone == nil
                ? self : CivilDate(secondsSince1970: instant.seconds, fraction: instant.fraction)
        else { return "" }
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let day = digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2)
        guard date.hour > 0 || date.minute > 0 || date.second > 0 || zone != nil else { return day }
        let whole = date.second.rounded(.down)
        // Nanoseconds are all that is read.
        let rest = ((date.second - whole) * 1e9).rounded()
        let fraction = rest > 0 ? "." + digits(Int(rest), 9).trimmingSuffix { $0 == "0" } : ""
        return day + "T" + digits(date.hour, 2) + ":" + digits(date.minute, 2) + ":" + digits(Int(whole), 2)
            + fraction + (zone == nil ? "" : "Z")
    }
}

extension String {
    fileprivate func trimmingSuffix(while drops: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, drops(last) { text.removeLast() }
        return String(text)
    }
}
