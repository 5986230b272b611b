import Runs
import Spec

/// Which runs are wanted, in which order, and what is asked of each.
package struct RunQuery: Sendable {
    package var filter: FilterExpression?
    /// The text of the filter, for messages.
    package var filterText: String
    package var sort: [SortKey]
    /// At most so many, the newest ones unless another order is asked for.
    package var limit: Int?
    /// Only runs started at or after this moment.
    package var since: RunTime?
    /// Fields to read besides those the rest needs.
    package var columns: [String]
    package var includesTrials: Bool

    /// A field to order by.
    package struct SortKey: Sendable, Equatable {
        package var name: String
        package var isDescending: Bool

        package init(name: String, isDescending: Bool) {
            self.name = name
            self.isDescending = isDescending
        }

        /// `val_loss`, `-started` for the largest first; several with commas.
        package static func list(_ text: String) -> [SortKey] {
            text.split(separator: ",").map { part in
                let word = part.trimmingPrefix { $0 == " " }
                return word.hasPrefix("-")
                    ? SortKey(name: String(word.dropFirst()), isDescending: true)
                    : SortKey(name: String(word), isDescending: false)
            }
        }
    }

    package init(
        filter: String? = nil, sort: [SortKey] = [], limit: Int? = nil, since: RunTime? = nil,
        columns: [String] = [], includesTrials: Bool = false
    ) throws {
        filterText = filter ?? ""
        self.filter = try filter.map { try FilterParser.parse($0) }
        self.sort = sort
        self.limit = limit
        self.since = since
        self.columns = columns
        self.includesTrials = includesTrials
    }

    /// Every field that is read.
    package var names: [String] {
        var names = columns + sort.map(\.name) + (filter?.names.map(\.text) ?? [])
        if since != nil { names.append("started") }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// The rows that pass, in order.
    ///
    /// - Parameter known: every name any run has a value of, for suggestions
    /// - Errors: `FilterError` for a name no run has a value of
    package func rows(of table: FieldColumns, known: () -> [String]) throws -> [Int] {
        try checkNames(table, known)
        var rows = Array(0..<table.count)
        if let since {
            rows.removeAll { row in
                guard case .moment(let started)? = table.value("started", row: row) else { return true }
                return started < since
            }
        }
        if let filter {
            rows.removeAll { row in !filter.matches { table.value($0, row: row) } }
        }
        guard !sort.isEmpty else { return limit.map { Array(rows.suffix($0)) } ?? rows }
        rows.sort { precedes($0, $1, table) }
        return limit.map { Array(rows.prefix($0)) } ?? rows
    }

    /// A run without the value comes last in either direction; ties keep the order of time.
    private func precedes(_ left: Int, _ right: Int, _ table: FieldColumns) -> Bool {
        for key in sort {
            switch (table.value(key.name, row: left), table.value(key.name, row: right)) {
            case (nil, nil): continue
            case (nil, _?): return false
            case (_?, nil): return true
            case (let first?, let second?):
                if first.precedes(second) { return !key.isDescending }
                if second.precedes(first) { return key.isDescending }
            }
        }
        return left < right
    }

    /// A misspelt name would silently leave nothing, or everything.
    private func checkNames(_ table: FieldColumns, _ known: () -> [String]) throws {
        guard table.count > 0 else { return }
        let facts = Set(RunFields.facts.map(\.name))
        for name in filter?.names ?? [] where !facts.contains(name.text) && !table.has(name.text) {
            throw Self.unknown(name.text, option: "--where", text: filterText, range: name.range, known())
        }
        for key in sort where !facts.contains(key.name) && !table.has(key.name) {
            throw Self.unknown(key.name, option: "--sort", text: key.name, range: 0..<key.name.count, known())
        }
        for name in columns where !facts.contains(name) && !table.has(name) {
            throw Self.unknown(name, option: "--columns", text: name, range: 0..<name.count, known())
        }
    }

    package static func unknown(
        _ name: String, option: String, text: String, range: Range<Int>, _ known: [String]
    ) -> FilterError {
        let candidates = RunFields.facts.map(\.name) + known
        let suffixed = candidates.filter { $0.hasSuffix("." + name) || $0.hasSuffix("_" + name) }.prefix(3)
        let help: String
        if let near = nearestName(to: name, in: candidates) {
            help = "did you mean '\(near)'?"
        } else if !suffixed.isEmpty {
            help = "did you mean \(suffixed.map { "'\($0)'" }.joined(separator: " or "))?"
        } else {
            help = "'assay ls --fields' lists the names"
        }
        return FilterError(
            option: option, text: text, range: range, message: "no run has a field '\(name)'", help: help)
    }
}
