import Spec

package struct WindowStep: Step {
    package static let name = "window"
    package static let about = """
        Makes a learning problem of a series: the last values as features, a later one as target.

            features  column_t-6 … column_t-1, column_t        the values of `size` rows up to t
            target    column_t+1                               the value `horizon` rows later

        The new columns stand where the column stood; give `data.target` the name of the later one, such as
        value_t+1. Rows are taken in the order they have here; with `group: store` each store's rows are a
        series of their own.

        - Limits: the first size - 1 rows and the last `horizon` rows of every series are removed; new data
          for prediction keep their rows, the first of them with gaps
        - Errors: a column of anything but numbers; too few rows
        """
    package static let primaryField: String? = "column"
    package static let example: String? = "{window: {column: area, size: 3}}"

    package static let transforms: [any Transform.Type] = [WindowTransform.self]

    let place: Origin
    let column: String
    let columnOrigin: Origin
    let size: Int
    let horizon: Int
    let group: ColumnSelector?

    package init(reading fields: inout FieldReader) {
        place = fields.place
        column = fields.requiredString("column", "The column that holds the series.")
        columnOrigin = fields.origin(of: "column")
        size = fields.int("size", default: 7, in: .closed(1, 100_000), "Rows in a window.")
        horizon = fields.int(
            "horizon", default: 1, in: .closed(1, 1e6), "Rows from the window to the target.")
        group = fields.groupSelector()
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { context in
            try transform(in: context)
        }
    }

    private func transform(in context: StepContext) throws -> WindowTransform {
        WindowTransform(
            column: column, size: size, horizon: horizon,
            group: try group?.resolve(.values, in: context, for: Self.name), isTraining: true)
    }

    package func name(before name: String) -> String { name == "\(column)_t+\(horizon)" ? column : name }

    package func schema(after context: StepContext) throws -> TableSchema {
        _ = try ColumnSelector.named(column, origin: columnOrigin).resolveNumbers(in: context, for: Self.name)
        let transform = try transform(in: context)
        guard transform.group?.contains(column) != true else {
            throw DataDiagnostics(
                "repeated-value", "the series '\(column)' cannot name its own groups", at: place,
                help: "group by another column")
        }
        return context.schema.replacing(
            column, with: transform.offsets.map { ColumnSchema(name: transform.name($0), type: .number) })
    }
}

struct WindowTransform: HistoryTransform {
    static let stepName = "window"

    let column: String
    let size: Int
    let horizon: Int
    /// Columns that name the series of a row; nil when all rows are one.
    let group: [String]?
    /// Whether the later value is wanted as well, and rows without it removed.
    let isTraining: Bool

    /// The rows before a row of its group may be anywhere.
    var rowsOfHistory: Int { group == nil ? size - 1 : -1 }

    /// Rows from t, oldest first; the target last.
    var offsets: [Int] { Array((1 - size)...0) + (isTraining ? [horizon] : []) }

    func name(_ offset: Int) -> String {
        offset == 0 ? "\(column)_t" : "\(column)_t\(offset > 0 ? "+" : "")\(offset)"
    }

    func apply(to table: Table) throws -> Table {
        let groups = try RowGroups(table, by: group, for: Self.stepName)
        let series = Column.numbers(try table.numbers(column, for: Self.stepName))
        let columns = offsets.map { (name: name($0), column: series.shifted(by: -$0, in: groups)) }
        return try table.replacing(column, with: columns).droppingIncomplete(
            before: isTraining ? size - 1 : 0, after: isTraining ? horizon : 0, of: groups, for: Self.stepName
        )
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: [(column, offsets.map(name))], shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        // The series is needed; what lies ahead of it is the target, which new data do not have.
        guard !absent.contains(column), absent.isDisjoint(with: group ?? []) else {
            absent.formUnion(offsets.map(name))
            return nil
        }
        absent.insert(name(horizon))
        return WindowTransform(column: column, size: size, horizon: horizon, group: group, isTraining: false)
    }

    func effect(onTarget name: String) -> TargetEffect {
        name == self.name(horizon) ? .renamed(from: column) : .none
    }
}
