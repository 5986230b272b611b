/// `profile.json`: what the data hold, column by column, as the source gives them and as the model reads them.
///
/// The file has more than is read here; it is what `assay data --json` prints.
package struct RunProfile: Decodable, Equatable, Sendable {
    /// The rows as the source gives them; nil where they were not looked at, as in cached data of older versions.
    package var before: Table?
    /// The training rows as the model reads them.
    package var after: Table?

    package struct Table: Decodable, Equatable, Sendable {
        package var rows: Int
        /// Evenly spaced rows the figures are from; all rows of a small table.
        package var profiledRows: Int
        /// How many of the profiled rows repeat an earlier one.
        package var duplicateRows: Int
        package var columns: [Column]
        package var findings: [Finding]

        private enum CodingKeys: String, CodingKey {
            case rows, columns, findings
            case profiledRows = "profiled_rows"
            case duplicateRows = "duplicate_rows"
        }
    }

    package struct Column: Decodable, Equatable, Sendable {
        package var name: String
        /// `number`, `category`, `text`, `boolean`, `tensor`
        package var type: String
        /// `feature`, `target`, `weights`, `unused`
        package var role: String
        package var missing: Int
        package var distinct: Int?
        package var numbers: Numbers?
        package var values: Values?
        package var shape: [Int]?
        package var relation: Relation?
    }

    package struct Numbers: Decodable, Equatable, Sendable {
        package var mean: Double
        package var deviation: Double
        package var minimum: Double
        package var maximum: Double
        /// At 5, 25, 50, 75 and 95 percent.
        package var quantiles: [Double]
        package var histogram: Histogram

        package struct Histogram: Decodable, Equatable, Sendable {
            package var counts: [Int]
        }
    }

    package struct Values: Decodable, Equatable, Sendable {
        package var top: [Entry]
        package var otherValues: Int
        package var otherRows: Int

        package struct Entry: Decodable, Equatable, Sendable {
            package var value: String
            package var rows: Int
        }

        private enum CodingKeys: String, CodingKey {
            case top
            case otherValues = "other_values"
            case otherRows = "other_rows"
        }
    }

    /// How closely a column goes with the target.
    package struct Relation: Decodable, Equatable, Sendable {
        package var pearson: Double?
        package var spearman: Double?
        package var correlationRatio: Double?
        package var uncertainty: Double?

        private enum CodingKeys: String, CodingKey {
            case pearson, spearman, uncertainty
            case correlationRatio = "correlation_ratio"
        }
    }

    package struct Finding: Decodable, Equatable, Sendable {
        /// `leak`, `duplicates`, `constant` …
        package var kind: String
        package var message: String
    }
}
