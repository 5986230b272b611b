import Spec

package struct InteractionsStep: ProductStep {
    package static let name = "interactions"
    package static let about = """
        Adds the products of different columns.

            a, b, c with degree 2:  a·b, a·c, b·c

        No column occurs twice in a product; `polynomial` has the powers too. The products, named a*b and so
        on, are appended after the last column, by degree, then by the order of the columns.

        - Limits: a missing factor makes a product missing
        - Errors: columns that are not numbers; the target among the columns; more than 10,000 products
        - Source: order as in scikit-learn's `PolynomialFeatures` with interaction_only
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{interactions: [area, rooms]}"

    static let isRepeating = false
    let columns: ColumnSelector
    let degree: Int

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns whose products are added.")
        degree = fields.int("degree", default: 2, in: .closed(2, 20), "Largest number of factors.")
    }
}
