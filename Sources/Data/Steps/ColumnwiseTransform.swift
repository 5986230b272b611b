/// A transform that makes columns of others one by one, each from one column.
protocol ColumnwiseTransform: Transform {
    associatedtype Entry: ColumnState
    /// What is known of each column.
    var columns: [Entry] { get set }
    /// Names of what is made of a column: its own, unless said otherwise.
    func outputs(of entry: Entry) -> [String]
    /// What it does to a target among the columns.
    func effect(on entry: Entry) -> TargetEffect
    /// Columns that are needed for all of them, such as those that name the series of a row.
    var group: [String]? { get }
    /// Changes what is another thing for new data.
    mutating func fitNewRows()
}

/// What a transform knows of one column.
protocol ColumnState: Codable, Sendable {
    var name: String { get }
}

/// Nothing but its name.
extension String: ColumnState {
    var name: String { self }
}

extension ColumnwiseTransform {
    func outputs(of entry: Entry) -> [String] { [entry.name] }
    func effect(on entry: Entry) -> TargetEffect { .none }
    var group: [String]? { nil }
    mutating func fitNewRows() {}

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: columns.map { ($0.name, self.outputs(of: $0)) }, shared: group ?? [])
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let isUngrouped = group.map { !absent.isDisjoint(with: $0) } ?? false
        let lost = columns.map { isUngrouped || absent.contains($0.name) }
        absent.formUnion(zip(columns, lost).filter(\.1).flatMap { outputs(of: $0.0) })
        var kept = self
        kept.columns = zip(columns, lost).filter { !$0.1 }.map(\.0)
        kept.fitNewRows()
        return kept.columns.isEmpty ? nil : kept
    }

    func effect(onTarget name: String) -> TargetEffect {
        columns.first { $0.name == name }.map { effect(on: $0) } ?? .none
    }

    /// Codes that have been changed are numbers; what was made of a category still is.
    func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind] {
        var kinds = kinds
        for entry in columns {
            if case .codes = kinds[entry.name] { kinds[entry.name] = nil }
        }
        return kinds
    }

    /// `step: what`, with the columns it is about; none without columns.
    func warning(_ what: String, about columns: [Entry]) -> [String] {
        columns.isEmpty ? [] : [what + ": " + columns.map { "'\($0.name)'" }.joined(separator: ", ")]
    }
}

/// A columnwise transform whose new columns stand in the places of the old ones; most often the old one, changed.
protocol ReplacingTransform: ColumnwiseTransform {
    /// What is made of a column, in the order of `outputs(of:)`.
    ///
    /// - Errors: `StepFailure` for values the step cannot handle
    func made(of entry: Entry, in table: Table) throws -> [Column]
}

extension ReplacingTransform {
    func apply(to table: Table) throws -> Table {
        var changes: [String: [(name: String, column: Column)]] = [:]
        for entry in columns {
            let made = zip(outputs(of: entry), try made(of: entry, in: table)).map { (name: $0, column: $1) }
            changes[entry.name, default: []] += made
        }
        return try table.replacing(changes)
    }
}
