import Spec

extension SniffedReading {
    /// Looks for values that mean missing: texts in columns that are numbers otherwise, and numbers such as -999 that
    /// come again and again, far from all others.
    ///
    /// - Parameter decimals: how the file writes numbers
    /// - Returns: whether there are some that were not found before
    package mutating func findMarkers(in table: Table, _ decimals: DecimalParser) -> Bool {
        guard !isGiven("missing") else { return false }
        var found = markers
        for (schema, column) in zip(table.schema.columns, table.columns) where !schema.holdsWholeNumbers {
            if let almost = AlmostNumbers(column, decimals) {
                found.add(almost, schema.name)
            } else if case .categories(let categories) = column {
                found.add(categories.levels.filter(MarkerWords.isMarkerOfCategories))
            }
        }
        found.add(NumberMarkers(table))
        guard found != markers else { return false }
        markers = found
        return true
    }

    /// Says how many values the markers took away.
    package mutating func noteEffect(_ before: Table, _ after: Table) {
        let losses = after.schema.names.compactMap { name -> Int? in
            guard let column = after[name], let earlier = before[name] else { return nil }
            let loss = column.missingCount - earlier.missingCount
            return loss > 0 ? loss : nil
        }
        let values = losses.reduce(0, +)
        effect =
            "\(values) value\(values == 1 ? "" : "s") in \(losses.count) column\(losses.count == 1 ? "" : "s")"
    }
}

/// Values that mean missing, as they were found.
struct FoundMarkers: Equatable, Sendable {
    /// In all columns.
    private(set) var texts: [String] = []
    private(set) var numbers: [Double] = []
    /// In single columns, which are sorted by name when they are written.
    private(set) var columns: [String: [String]] = [:]

    var isEmpty: Bool { texts.isEmpty && numbers.isEmpty && columns.isEmpty }

    /// Texts that mean missing anywhere; others where a column has many different numbers, and few of them.
    mutating func add(_ almost: AlmostNumbers, _ column: String) {
        add(almost.strays.filter(\.isMarker).map(\.text))
        let unknown = almost.strays.filter { !$0.isMarker }
        let rows = unknown.reduce(0) { $0 + $1.rows }
        let areNames = unknown.allSatisfy { stray in !stray.text.contains { $0.isNumber } }
        guard !unknown.isEmpty, unknown.count <= 3, almost.differentNumbers > 20,
            rows * 20 <= almost.numberRows, areNames
        else { return }
        for stray in unknown where !(columns[column] ?? []).contains(stray.text) {
            columns[column, default: []].append(stray.text)
        }
    }

    mutating func add(_ texts: [String]) {
        for text in texts where !self.texts.contains(text) { self.texts.append(text) }
    }

    mutating func add(_ found: NumberMarkers) {
        for value in found.everywhere where !numbers.contains(value) { numbers.append(value) }
        for (column, values) in found.columns {
            for value in values.map(numberText) where !(columns[column] ?? []).contains(value) {
                columns[column, default: []].append(value)
            }
        }
    }

    /// As the field `missing` of a specification.
    var content: SpecContent {
        let all = SpecContent.defaults(
            texts.map { SpecContent.string($0) }
                + numbers.map { $0 == $0.rounded() && abs($0) < 1e15 ? .integer(Int($0)) : .number($0) })
        guard !columns.isEmpty else { return all }
        let named = columns.sorted { $0.key < $1.key }.map { name, texts in
            (name, SpecContent.defaults(texts.map { SpecContent.string($0) }))
        }
        return .defaults([("add", all), ("columns", .defaults(named))])
    }

    /// "markers '?' and -200", "marker 'T' of 'rain'".
    var phrase: String {
        let everywhere = texts.map { "'\($0)'" } + numbers.map(numberText)
        let single = columns.sorted { $0.key < $1.key }.map { name, texts in
            texts.map { "'\($0)'" }.joined(separator: " and ") + " of '\(name)'"
        }
        let all = everywhere + single
        let list =
            all.count < 2
            ? all.joined() : all.dropLast().joined(separator: ", ") + " and " + all[all.count - 1]
        return (all.count == 1 && !list.contains(" and ") ? "marker " : "markers ") + list
    }
}
