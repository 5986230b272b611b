import Foundation
import Spec

package struct TFIDFStep: ColumnwiseStep {
    package static let name = "tf_idf"
    package static let aliases: [String] = ["tfidf"]
    package static let about = """
        Makes columns of the words of a text: how often they occur, and how rare they are.

            column_term = tf · idf, each row divided by its norm
            tf   how often the term occurs in the row; sublinear: 1 + ln tf; binary: 1
            idf  ln((1 + n) / (1 + df)) + 1,   n training rows, df of them with the term
                 without smooth: ln(n / df) + 1

        Terms are words of two or more letters or digits, or `ngrams: [1, 2]` words in a row, or characters.
        The vocabulary is that of the training rows; other words of new rows are passed over. Terms in fewer
        rows than `min_df` or in more than `max_df` (a number of rows, or a share such as 0.9) are left out;
        of the others the `max_features` most frequent are kept. The columns, in the order of the terms,
        stand where the column stood.

        Counting keeps what occurs only; what it makes are columns of numbers, at most 134,217,728 of them
        in all (1 GiB).

        - Limits: a missing text has no words, and zeros everywhere; of equally frequent terms at the limit
          the first in order are kept
        - Errors: columns of numbers or truth values; no term left; too many numbers; the target among the
          columns
        - Source: values as in scikit-learn's `TfidfVectorizer`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{tf_idf: {columns: city, max_features: 4}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [TFIDFTransform.self]

    let columns: ColumnSelector
    let analyzer: TextAnalyzer
    let least: RowBound
    let most: RowBound
    let maximumFeatures: Int
    let weighting: TFIDFTransform.Weighting
    let usesRarity: Bool
    let isSmooth: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns of texts that are replaced.")
        analyzer = fields.textAnalyzer(values: false)
        least = fields.value("min_df", default: RowBound(count: 1), "Fewest training rows with a term.")
        most = fields.value("max_df", default: RowBound(share: 1), "Most training rows with a term.")
        maximumFeatures = fields.int(
            "max_features", default: 1000, in: .closed(1, 20_000), "The most terms of a column.")
        let isBinary = fields.bool("binary", default: false, "Whether a term counts once a row.")
        let isSublinear = fields.bool(
            "sublinear", aliases: ["sublinear_tf"], default: false, "Whether tf is 1 + ln tf.")
        usesRarity = fields.bool(
            "idf", aliases: ["use_idf"], default: true, "Whether rare terms weigh more; else idf is 1.")
        isSmooth = fields.bool(
            "smooth", aliases: ["smooth_idf"], default: true,
            "Whether idf counts one more row with every term.")
        let norm: TermNorm = fields.choice(
            "norm", default: .l2, "What a row is divided by: its length, the sum of its values, or nothing.")
        weighting = TFIDFTransform.Weighting(isBinary: isBinary, isSublinear: isSublinear, norm: norm)
        scope = fields.choice("fit_on", default: .train, "Rows that the vocabulary is taken from.")
    }

    func names(in context: StepContext) throws -> [String] {
        try columns.resolveTexts(in: context, for: Self.name)
    }

    package var preparation: StepPreparation {
        fitted(on: scope) { name, rows in
            guard let column = rows.table([name]).columns.first else {
                throw StepFailure("'tf_idf' needs the column '\(name)', which is not there")
            }
            var counter = TermCounter(analyzer)
            counter.count(column)
            let chosen = counter.terms(
                least: least.rows(of: rows.count), most: most.rows(of: rows.count), limit: maximumFeatures)
            guard !chosen.terms.isEmpty else {
                throw StepFailure(
                    "no term of '\(name)' is left: \(counter.termCount) occur in the \(rows.count) training rows",
                    help: "lower min_df, raise max_df, or choose another analyzer")
            }
            return TFIDFTransform.Vocabulary(
                name: name, terms: chosen.terms.map(\.text),
                weights: chosen.terms.map { rarity(rows: rows.count, with: $0.rows) },
                dropped: chosen.dropped > 0 ? chosen.dropped : nil)
        } transform: {
            TFIDFTransform(columns: $0, analyzer: analyzer, weighting: weighting)
        }
    }

    private func rarity(rows: Int, with count: Int) -> Double {
        guard usesRarity else { return 1 }
        let more = isSmooth ? 1.0 : 0
        return log((Double(rows) + more) / (Double(count) + more)) + 1
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try names(in: context) {
            // Which terms there will be only the rows can tell: one stands for them.
            schema = schema.replacing(name, with: [ColumnSchema(name: "\(name)_…", type: .number)])
        }
        schema.isProvisional = true
        return schema
    }
}

struct TFIDFTransform: ReplacingTransform {
    struct Vocabulary: ColumnState {
        var name: String
        /// In the order of their bytes.
        var terms: [String]
        var weights: [Double]
        /// How many more terms there were; nil for none.
        var dropped: Int?
    }

    struct Weighting: Codable, Sendable, Equatable {
        var isBinary: Bool
        var isSublinear: Bool
        var norm: TermNorm

        func frequency(_ count: Int) -> Double {
            if isBinary { return 1 }
            return isSublinear ? 1 + log(Double(count)) : Double(count)
        }
    }

    static let stepName = "tf_idf"

    var columns: [Vocabulary]
    let analyzer: TextAnalyzer
    let weighting: Weighting

    var warnings: [String] {
        columns.compactMap { entry in
            entry.dropped.map {
                "'\(entry.name)' has \(entry.terms.count + $0) terms, of which the \(entry.terms.count) most frequent "
                    + "are kept (max_features)"
            }
        }
    }

    func outputs(of entry: Vocabulary) -> [String] { entry.terms.map { "\(entry.name)_\($0)" } }

    func made(of entry: Vocabulary, in table: Table) throws -> [Column] {
        guard let column = table[entry.name] else {
            throw StepFailure("'tf_idf' needs the column '\(entry.name)', which is not there")
        }
        let made = try TermColumns.zeros(
            entry.terms.count, rows: table.rowCount, for: Self.stepName, field: "max_features")
        let terms = TermTable(entry.terms)
        var tokenizer = TextTokenizer(analyzer)
        var counts = [Int](repeating: 0, count: entry.terms.count)
        column.forEachText { text, rows in
            var present: [Int] = []
            tokenizer.forEachTerm(of: text) { term in
                guard let place = terms.place(of: term) else { return }
                if counts[place] == 0 { present.append(place) }
                counts[place] += 1
            }
            present.sort()
            let values = present.map { weighting.frequency(counts[$0]) * entry.weights[$0] }
            let divisor = weighting.norm.divisor(values)
            for (place, value) in zip(present, values) {
                counts[place] = 0
                for row in rows { made[place].pointer[Int(row)] = value / divisor }
            }
        }
        return made.map { .numbers(NumberColumn(storage: $0)) }
    }
}

extension ColumnSelector {
    /// The names of the columns chosen, all of which hold texts or categories and none of which is the target.
    ///
    /// - Errors: `DataDiagnostics` for columns of other types
    func resolveTexts(in context: StepContext, for stepName: String) throws -> [String] {
        let names = try resolveValues(in: context, for: stepName)
        let others = names.compactMap { context.schema[$0] }.filter {
            $0.type != .category && $0.type != .text
        }
        guard let first = others.first else { return names }
        throw DataDiagnostics(
            "column-type",
            "'\(stepName)' takes columns of texts, and '\(first.name)' holds \(first.type.phrase)",
            at: origin, help: "choose others, or declare its type as text where it is read")
    }
}
