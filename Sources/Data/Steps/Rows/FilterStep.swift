import Spec

package struct FilterStep: Step {
    package static let name = "filter"
    package static let about = """
        Keeps the rows for which a condition holds.

        The expression language is that of `derive`: `kind == 'a' and not is_missing(weight)`. Filters stand
        before the first fitted step, because rows are assigned to splits after the last step that removes
        rows.

        - Limits: where the condition is missing, because a value in it is, the row is removed, as in SQL;
          new data for prediction are not filtered
        - Errors: unknown columns, an expression that is not a condition, no rows left
        """
    package static let primaryField: String? = "condition"
    package static let example: String? = "{filter: area > 0 and rooms < 1000}"

    package static let transforms: [any Transform.Type] = [FilterTransform.self]

    let condition: ColumnExpression?

    package init(reading fields: inout FieldReader) {
        condition = fields.requiredValue("condition", "Rows are kept where it is true.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { context in
            let formats = try condition?.dateFormats(in: context, for: Self.name) ?? [:]
            return FilterTransform(
                condition: condition?.text ?? "true", formats: formats.isEmpty ? nil : formats)
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        guard let condition else { return context.schema }
        let type = try ExpressionCompiler.compile(condition, for: context.schema).resultType
        guard type == .boolean else {
            throw DataDiagnostics(
                "expression-type", "the condition of a filter is true or false, found \(type.phrase)",
                at: condition.origin, help: type == .number ? "compare it with something" : nil)
        }
        return context.schema
    }
}

struct FilterTransform: RowRemovingTransform {
    static let stepName = "filter"

    let condition: String
    /// How the dates of columns are written, by column, where that is not year first.
    var formats: [String: String]?

    func apply(to table: Table) throws -> Table {
        let rows = try ExpressionEvaluator.rows(
            where: ColumnExpression(condition), in: table, formats: formats ?? [:])
        guard !rows.isEmpty else {
            throw StepFailure("no row is left: the condition holds for none of \(table.rowCount) rows")
        }
        return rows.count == table.rowCount ? table : table.gathering(rows)
    }
}
