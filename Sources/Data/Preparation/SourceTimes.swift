import Spec

/// When the rows of the source were: what a chart over time is drawn by.
package struct SourceTimes: Sendable {
    /// The column of times; nil where there is none, and the rows themselves are counted.
    package var name: String?
    /// The time of each row of the source, as it stands there; empty without such a column.
    package var labels: [String]
    /// A number for each row that orders as the times do.
    package var ranks: [Double]
    /// The series each row belongs to; nil where all rows are one.
    package var groups: [String]?
}

extension DataPipeline {
    /// Larger sources are not read again for a chart.
    private static let mostTimes = 2_000_000
    /// Columns of text that are looked at for times.
    private static let mostCandidates = 16

    /// The times of the source's rows: the split's column of times, else the first column that holds dates beyond
    /// doubt; nil for a source that would take too long, or has changed.
    ///
    /// - Parameter data: what was prepared from it
    package func sourceTimes(of data: PreparedData) throws -> SourceTimes? {
        let known = data.preprocessing.inputs?.columns ?? []
        let names = Set(known.map(\.name))
        let order = section.split.value.timeOrder
        let groupNames = groups(data).filter(names.contains)
        var candidates = known.filter { $0.type == .category || $0.type == .text }.map(\.name)
            .filter { !groupNames.contains($0) }
        if let order { candidates = names.contains(order.name) ? [order.name] : [] }
        candidates = Array(candidates.prefix(Self.mostCandidates))
        let kept = try keptColumns(candidates + groupNames, at: .defaultValue)
        guard kept.rowCount <= Self.mostTimes else { return nil }
        let columns = candidates.indices.map { kept.column($0) }
        let groups: [String]? =
            groupNames.isEmpty
            ? nil
            : (0..<kept.rowCount).map { row in
                groupNames.indices.map { kept.column(candidates.count + $0)[row] }.joined(separator: ", ")
            }
        for (name, texts) in zip(candidates, columns) {
            guard let ranks = Self.ranks(texts, order?.format, isTold: order != nil) else { continue }
            return SourceTimes(name: name, labels: texts, ranks: ranks, groups: groups)
        }
        let count = kept.rowCount > 0 ? kept.rowCount : (data.splits.flatMap(\.rowIds).max() ?? -1) + 1
        return SourceTimes(name: nil, labels: [], ranks: (0..<count).map { Double($0) }, groups: groups)
    }

    /// The columns by which the first step over the order of rows takes series apart.
    private func groups(_ data: PreparedData) -> [String] {
        for entry in data.preprocessing.entries {
            guard let transform = entry.transform as? any GroupedTransform else { continue }
            return transform.group ?? []
        }
        return []
    }

    /// Nil where some texts are no times.
    private static func ranks(_ texts: [String], _ format: DateFormat?, isTold: Bool) -> [Double]? {
        let levels = Array(Set(texts)).sorted()
        guard !levels.isEmpty else { return nil }
        if !isTold, format == nil {
            // Names that happen to be numbers are no dates.
            guard levels.contains(where: { Double($0) == nil }) else { return nil }
            switch DateForm.recognized(in: levels) {
            case .yearFirst, .format: break
            case .ambiguous, .unknown: return nil
            }
        }
        guard let ranks = try? TimeReader(format: format).ranks(levels) else { return nil }
        let rank = Dictionary(zip(levels, ranks), uniquingKeysWith: { first, _ in first })
        return texts.map { rank[$0] ?? .nan }
    }
}

extension KeptColumns {
    fileprivate var rowCount: Int { rowTexts.first?.count ?? 0 }
    fileprivate func column(_ index: Int) -> [String] { rowTexts[index] }
}

extension DataSection {
    /// Rows from a row to the value that is predicted there: the horizon of a window, 0 for a column as it is.
    package func rowsAhead(of target: String) -> Int {
        var name = target
        for step in steps.reversed() {
            if let rows = (step.value as? any OrderedStep)?.rowsAhead(of: name) { return rows }
            name = step.value.name(before: name)
        }
        return 0
    }
}
