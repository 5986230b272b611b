import Spec

package struct DeriveStep: Step {
    package static let name = "derive"
    package static let about = """
        Computes new columns from formulas.

        A formula works on one row. Column names are bare or in double quotes, text is in single quotes:
        `mean("Run1 (ms)", "Run2 (ms)")`. Operators, from weak to strong:

            or    and    not    == != < <= > >=    + -    * / %    ^ (also **)

        Functions:

            \(functions)

        Functions of dates take texts; how a column is written is recognized as in `date_parts`, or said:
        `year(sold, '%d/%m/%Y')`. Texts are compared and cut character by character; capital and small
        letters differ.

        Later formulas may use earlier ones. A column that exists is replaced where it stands; others are
        appended. Truth values become a boolean column, text a category column.

        - Limits: a missing value makes the result missing; a result that is not a number (0/0, log(-1))
          counts as missing
        - Errors: unknown columns and functions, operands of the wrong type, at their place in the formula;
          texts that are no dates, with their row
        """
    private static let functions = ExpressionFunction.allCases.map(\.summary).sorted()
        .joined(separator: "\n    ")
    package static let primaryField: String? = "expressions"
    package static let example: String? = "{derive: {area_per_room: area / (rooms + 1)}}"

    package static let transforms: [any Transform.Type] = [DeriveTransform.self]

    let expressions: [(key: String, value: ColumnExpression, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        expressions = fields.entries(
            "expressions", of: ColumnExpression.self, "The formula of each new column, by its name.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            var made: Set<String> = []
            return DeriveTransform(
                formulas: try expressions.map { entry in
                    let formats = try entry.value.dateFormats(in: context, except: made, for: Self.name)
                    made.insert(entry.key)
                    return .init(
                        name: entry.key, formula: entry.value.text, formats: formats.isEmpty ? nil : formats)
                })
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        var mistakes: [Diagnostic] = []
        for entry in expressions {
            // What comes after a mistake may still be checked: most formulas yield numbers.
            var type = ColumnType.number
            do {
                type = try ExpressionCompiler.compile(entry.value, for: schema).resultType.columnType
            } catch let error as DataDiagnostics {
                mistakes += error.all
            }
            schema = schema.setting(ColumnSchema(name: entry.key, type: type))
        }
        guard mistakes.isEmpty else { throw DataDiagnostics(mistakes) }
        return schema
    }
}

struct DeriveTransform: Transform {
    struct Formula: Codable, Sendable {
        var name: String
        var formula: String
        /// How the dates of columns are written, by column, where that is not year first.
        var formats: [String: String]?

        var inputs: [String] { (try? ColumnExpression(formula).columnNames) ?? [] }
    }

    static let stepName = "derive"

    let formulas: [Formula]

    func apply(to table: Table) throws -> Table {
        var table = table
        for formula in formulas {
            let column = try ExpressionEvaluator.evaluate(
                ColumnExpression(formula.formula), over: table, formats: formula.formats ?? [:])
            try table.set(formula.name, column)
        }
        return table
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        // Later formulas may read what earlier ones make.
        formulas.reversed().reduce(outputs) { outputs, formula in
            guard outputs.contains(formula.name) else { return outputs }
            let needed = formula.inputs
            return outputs.subtracting([formula.name]).union(needed)
        }
    }

    /// Formulas that need what is absent are left out, and with them what is made of their results.
    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        var kept: [Formula] = []
        for formula in formulas {
            let needed = formula.inputs
            if needed.contains(where: absent.contains) {
                absent.insert(formula.name)
            } else {
                absent.remove(formula.name)
                kept.append(formula)
            }
        }
        return kept.isEmpty ? nil : DeriveTransform(formulas: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        formulas.contains { $0.name == name } ? .replaced : .none
    }
}
