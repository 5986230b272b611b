import Spec

package struct SelectStep: Step {
    package static let name = "select"
    package static let about = """
        Keeps some columns, in the order selected, and removes all others.

        The target must be among them if later steps or the model need it.

        - Errors: a name, pattern or position that no column has
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{select: [id, area, income, price]}"

    package static let transforms: [any Transform.Type] = [SelectTransform.self]

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are kept.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in SelectTransform(columns: try columns.resolve(in: context))
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        context.schema.selecting(try columns.resolve(in: context))
    }
}

struct SelectTransform: Transform {
    static let stepName = "select"

    let columns: [String]

    func apply(to table: Table) throws -> Table { table.selecting(columns) }
}
