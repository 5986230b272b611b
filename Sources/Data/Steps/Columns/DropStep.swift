import Spec

package struct DropStep: Step {
    package static let name = "drop"
    package static let about = """
        Removes columns.

        Columns are named, or selected by pattern, type or position: `"Run* (ms)"`, `{columns: categorical,
        except: kind}`.

        - Errors: a name, pattern or position that no column has
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{drop: rooms}"

    package static let transforms: [any Transform.Type] = [DropTransform.self]

    let columns: ColumnSelector

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are removed.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in DropTransform(columns: try columns.resolve(in: context)) }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        context.schema.dropping(Set(try columns.resolve(in: context)))
    }
}

struct DropTransform: Transform {
    static let stepName = "drop"

    let columns: [String]

    func apply(to table: Table) throws -> Table { table.dropping(Set(columns)) }
}
