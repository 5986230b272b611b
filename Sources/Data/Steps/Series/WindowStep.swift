import Spec

package struct WindowStep: OrderedStep {
    package static let name = "window"
    package static let about = """
        Makes a learning problem of a series: the last values as features, later ones as targets.

            features  column_t-6 … column_t-1, column_t        the values of `size` rows up to t
            targets   column_t+1, column_t+2 …                 the values `horizon` rows later

        The new columns stand where the column stood; give `data.target` the names of the later ones, such as
        value_t+1, or value_t+1..7 for seven of them. Other series of the same rows may be windowed
        beside it (`with: [wind, sun]`): theirs are features alone. Rows are taken in the order they have
        here; with `group: store` each store's rows are a series of their own.

        - Limits: the first size - 1 rows and the last `horizon` rows of every series are removed; new data
          for prediction keep their rows, the first of them with gaps; at most 1000 later values
        - Errors: a column of anything but numbers; too few rows
        """
    package static let primaryField: String? = "column"
    package static let example: String? = "{window: {column: area, size: 3}}"

    package static let transforms: [any Transform.Type] = [WindowTransform.self]

    let place: Origin
    let column: String
    let columnOrigin: Origin
    let others: ColumnSelector?
    let size: Int
    let horizons: [Int]
    let group: ColumnSelector?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        column = fields.requiredString("column", "The column that holds the series.")
        columnOrigin = fields.origin(of: "column")
        others = fields.optionalValue("with", "Other series whose last values are features as well.")
        size = fields.int("size", default: 7, in: .closed(1, 100_000), "Rows in a window.")
        horizons =
            fields.value(
                "horizon", default: HorizonRows([1]),
                "Rows from the window to the target; for several targets a range such as 1..7, or a list."
            ).rows
        group = fields.groupSelector()
        fields.checkDistinct(horizons, "horizon")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { context in
            try transform(in: context)
        }
    }

    private func transform(in context: StepContext) throws -> WindowTransform {
        WindowTransform(
            column: column, others: try others?.resolveNumbers(in: context, for: Self.name) ?? [], size: size,
            horizons: horizons, group: try group?.resolve(.values, in: context, for: Self.name),
            isTraining: true)
    }

    package func name(before name: String) -> String { rowsAhead(of: name) == nil ? name : column }

    func rowsAhead(of name: String) -> Int? { horizons.first { name == WindowTransform.name(column, $0) } }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try ColumnSelector.named(column, origin: columnOrigin).resolveNumbers(in: context, for: Self.name)
        let transform = try transform(in: context)
        guard !transform.others.contains(column) else {
            throw DataDiagnostics(
                "repeated-value", "the series '\(column)' is windowed twice", at: others?.origin ?? place,
                help: "leave it out of 'with'")
        }
        for name in transform.series where transform.group?.contains(name) ?? false {
            throw DataDiagnostics(
                "repeated-value", "the series '\(name)' cannot name its own groups", at: place,
                help: "group by another column")
        }
        return transform.series.reduce(context.schema) { schema, name in
            schema.replacing(
                name, with: transform.outputs(of: name).map { ColumnSchema(name: $0, type: .number) })
        }
    }
}

struct WindowTransform: GroupedTransform {
    static let stepName = "window"

    let column: String
    /// Series of which only the last values are wanted.
    let others: [String]
    let size: Int
    /// Rows from the window to each later value.
    let horizons: [Int]
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    /// Whether the later values are wanted as well, and rows without them removed.
    let isTraining: Bool
    /// Whether rows that lack values are kept all the same: new data have a result for each of theirs.
    var keepsRows = false

    /// The same for new data with their later values.
    var judging: WindowTransform {
        var transform = self
        transform.keepsRows = true
        return transform
    }

    var series: [String] { [column] + others }

    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? size - 1 : -1 }

    /// Rows from t, oldest first; the targets last.
    private func offsets(of name: String) -> [Int] {
        Array((1 - size)...0) + (isTraining && name == column ? horizons : [])
    }

    func outputs(of name: String) -> [String] { offsets(of: name).map { Self.name(name, $0) } }

    static func name(_ column: String, _ offset: Int) -> String {
        offset == 0 ? "\(column)_t" : "\(column)_t\(offset > 0 ? "+" : "")\(offset)"
    }

    private var targets: [String] { horizons.map { Self.name(column, $0) } }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        var result = table
        for name in series {
            let values = Column.numbers(try table.numbers(name, for: Self.stepName))
            result = try result.replacing(
                name,
                with: offsets(of: name).map { offset in
                    (name: Self.name(name, offset), column: values.shifted(by: -offset, in: groups))
                })
        }
        guard isTraining, !keepsRows else { return result }
        return try result.droppingIncomplete(
            before: size - 1, after: horizons.max() ?? 0, of: groups, for: Self.stepName)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: series.map { ($0, self.outputs(of: $0)) }, shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        // The series is needed; what lies ahead of it is the target, which new data do not have.
        guard absent.isDisjoint(with: series), absent.isDisjoint(with: group ?? []) else {
            absent.formUnion(series.flatMap { outputs(of: $0) })
            return nil
        }
        absent.formUnion(targets)
        return WindowTransform(
            column: column, others: others, size: size, horizons: horizons, group: group, isTraining: false)
    }

    func effect(onTarget name: String) -> TargetEffect {
        guard let horizon = horizons.first(where: { Self.name(column, $0) == name }) else { return .none }
        return .moved(from: column, rows: horizon, group: group)
    }
}

extension WindowTransform {
    private enum Keys: String, CodingKey {
        case column, others, size, horizon, horizons, group, isTraining
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        column = try container.decode(String.self, forKey: .column)
        others = try container.decodeIfPresent([String].self, forKey: .others) ?? []
        size = try container.decode(Int.self, forKey: .size)
        // Runs of earlier versions have one horizon.
        horizons =
            try container.decodeIfPresent([Int].self, forKey: .horizons)
            ?? [container.decode(Int.self, forKey: .horizon)]
        group = try container.decodeIfPresent([String].self, forKey: .group)
        isTraining = try container.decode(Bool.self, forKey: .isTraining)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(column, forKey: .column)
        if !others.isEmpty { try container.encode(others, forKey: .others) }
        try container.encode(size, forKey: .size)
        if horizons.count == 1 {
            try container.encode(horizons[0], forKey: .horizon)
        } else {
            try container.encode(horizons, forKey: .horizons)
        }
        try container.encodeIfPresent(group, forKey: .group)
        try container.encode(isTraining, forKey: .isTraining)
    }
}
