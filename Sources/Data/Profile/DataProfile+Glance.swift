import Foundation

extension DataProfile {
    /// The profile that goes with prepared data to the report of a run: made in passing, so from few rows.
    ///
    /// - Limits: at most 5,000 evenly spaced rows, fewer of wide tables (200,000 numbers in all, but at least 50 rows);
    ///   nil for tables of more than 1,000 columns
    package static func glance(
        _ table: Table, target: String?, targetType: TargetType, roles: [String: ColumnRole] = [:]
    ) -> DataProfile? {
        let widths = table.columns.map { column -> Int in
            if case .tensors(let tensors) = column { return max(1, tensors.width) }
            return 1
        }
        guard (1...1000).contains(widths.count) else { return nil }
        let rows = min(5000, max(50, 200_000 / widths.reduce(0, +)))
        return DataProfile(table, target: target, targetType: targetType, roles: roles, rowLimit: rows)
    }

    /// As JSON on one line, the same bytes for the same profile; nil where a figure cannot be written.
    package var text: String? {
        (try? PreparedFile.encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}
