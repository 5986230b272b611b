import Spec

package struct SelectKBestStep: Step {
    package static let name = "select_k_best"
    package static let about = """
        Keeps the columns that say most about the target, each judged alone.

            f_regression        F = r² / (1 - r²) · (n - 2),   r: correlation with the target
            f_classif           F = variance between the classes / variance within them
            mutual_information  nearest-neighbor estimate for numbers, from counts for categories

        The scores are those of the training rows. All candidates but the best k are removed; columns that
        are not candidates stay.

        - Limits: of equal scores the earlier column wins; a constant column scores 0; rows in which a
          candidate or the target is missing do not count for it; mutual_information takes time of n·√n per
          column
        - Errors: candidates that are not numbers; fewer candidates than k; f_regression with classes
        - Source: scikit-learn's `SelectKBest` with f_regression, f_classif, mutual_info_* (without their
          random noise); A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information", Physical
          Review E 69, 2004; B. Ross, "Mutual information between discrete and continuous data sets", PLoS
          ONE 9, 2014
        """
    package static let primaryField: String? = "k"
    package static let example: String? = "{select_k_best: {columns: [area, rooms], k: 1}}"

    /// How a column is judged.
    enum Score: String, Sendable, CaseIterable {
        case auto
        case regression = "f_regression"
        case classes = "f_classif"
        case mutualInformation = "mutual_information"
    }

    package static let transforms: [any Transform.Type] = [SelectKBestTransform.self]

    let place: Origin
    let columns: ColumnSelector
    let count: Int
    let score: Score
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.columnSelector(default: .allFeatures, "Columns that may be removed.")
        count = fields.int("k", default: 10, in: .closed(1, 1e6), "Columns that are kept.")
        score = fields.choice(
            "score", default: .auto, "How a column is judged; auto: f_classif for classes, else f_regression."
        )
        scope = fields.choice("fit_on", default: .train, "Rows that the scores are computed from.")
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveFactors(in: context, for: Self.name)
            guard names.count >= count else {
                throw StepFailure(
                    "\(count) columns cannot be kept of \(names.count)", help: "choose a smaller k")
            }
            let table = rows.table(names + [context.target])
            guard let target = table[context.target] else {
                throw StepFailure("'select_k_best' needs the target '\(context.target)', which is not there")
            }
            let scorer = try FeatureScorer(score, target: target)
            let scores = try names.map { name in
                SelectKBestTransform.Candidate(
                    name: name, score: try scorer.score(table.numberValues(name, for: Self.name)))
            }
            let best = scores.indices.sorted { left, right in
                let (first, second) = (scores[left].score, scores[right].score)
                return first != second ? first > second : left < right
            }
            let kept = Set(best.prefix(count))
            return SelectKBestTransform(
                scores: scores, dropped: scores.indices.filter { !kept.contains($0) }.map { names[$0] })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        try context.requireOneTarget(
            for: Self.name, at: place, help: "choose the columns by 'select', or predict one target at a time"
        )
        let names = try columns.resolveFactors(in: context, for: Self.name)
        if score == .regression, let target = context.schema[context.target], target.type != .number {
            throw DataDiagnostics(
                "column-type",
                "f_regression takes a target of numbers, and '\(target.name)' holds "
                    + target.type.phrase, at: place, help: "use f_classif or mutual_information")
        }
        guard names.count >= count || context.schema.isProvisional else {
            throw DataDiagnostics(
                "too-few-columns", "\(count) columns cannot be kept of \(names.count)", at: place,
                help: "choose a smaller k")
        }
        // Which ones is not known before the rows are read: the first k stand for them.
        var schema = context.schema.dropping(Set(names.dropFirst(count)))
        schema.isProvisional = schema.isProvisional || names.count > count
        return schema
    }
}

struct SelectKBestTransform: Transform {
    struct Candidate: Codable, Sendable {
        var name: String
        var score: Double
    }

    static let stepName = "select_k_best"

    let scores: [Candidate]
    let dropped: [String]

    func apply(to table: Table) throws -> Table { table.dropping(Set(dropped)) }
}
