import Foundation

/// What a table holds, column by column: shown by `assay data`, written as `profile.json`.
///
/// Plain numbers, all finite, in the table's order of columns; the same bytes for the same table.
package struct DataProfile: Codable, Sendable, Equatable {
    /// Rows of the table.
    package var rows: Int
    /// Rows the figures are computed from: `rows`, or evenly spaced ones of a table that is larger than the limit.
    package var profiledRows: Int
    /// How many of the profiled rows repeat an earlier row exactly.
    package var duplicateRows: Int
    package var target: String?
    package var columns: [ColumnProfile]
    package var findings: [ProfileFinding]

    package subscript(column name: String) -> ColumnProfile? { columns.first { $0.name == name } }

    private enum CodingKeys: String, CodingKey {
        case rows, target, columns, findings
        case profiledRows = "profiled_rows"
        case duplicateRows = "duplicate_rows"
    }
}

/// What a column is to the experiment.
package enum ColumnRole: String, Codable, Sendable {
    case feature, target, weights
    /// Neither feature nor target nor weights.
    case unused
}

/// One column of a profile.
package struct ColumnProfile: Codable, Sendable, Equatable {
    package var name: String
    package var type: ColumnType
    package var role: ColumnRole
    package var missing: Int
    /// Different values among the profiled rows; a missing value is none. Nil for tensors.
    package var distinct: Int?
    /// Nil where there is no finite number.
    package var numbers: NumberSummary?
    /// The most frequent values; of a column of numbers only where it has few different ones.
    package var values: ValueSummary?
    /// The shape of a tensor column.
    package var shape: [Int]?
    /// How closely the column goes with the target; nil for the target itself, and where nothing can be said.
    package var relation: TargetRelation?

    /// Whether every present value is the same.
    package var isConstant: Bool { distinct.map { $0 <= 1 } ?? false }
}

/// Something about the data that a person should look at.
package struct ProfileFinding: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case almostNumbers = "almost_numbers"
        case constant
        case duplicates
        case freeText = "free_text"
        case identifier
        case imbalance
        case leak
        case missing
        case missingTarget = "missing_target"
        case nearlyConstant = "nearly_constant"
        case skewedTarget = "skewed_target"
    }

    package var kind: Kind
    package var column: String?
    /// A sentence.
    package var message: String
}

extension DataProfile {
    /// The profile that goes with prepared data to the report of a run: made in passing, so from few rows.
    ///
    /// - Limits: at most 5,000 evenly spaced rows, fewer of wide tables (200,000 numbers in all, but at least 50 rows);
    ///   nil for tables of more than 1,000 columns
    package static func quickProfile(
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
