import Spec

package struct PolynomialStep: ProductStep {
    package static let name = "polynomial"
    package static let about = """
        Adds all products of the columns up to a degree.

            a, b with degree 2:  a², a·b, b²

        The products, named a^2, a*b and so on, are appended after the last column: by degree, then by the
        order of the columns. Scale afterwards: powers grow quickly.

        - Limits: n columns and degree d give (n+d)! / (n!·d!) - 1 - n products; a missing factor makes a
          product missing
        - Errors: columns that are not numbers; the target among the columns; more than 10,000 products
        - Source: order as in scikit-learn's `PolynomialFeatures`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{polynomial: [area, rooms]}"

    static let isRepeating = true
    let columns: ColumnSelector
    let degree: Int

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns whose products are added.")
        degree = fields.int("degree", default: 2, in: .closed(1, 20), "Largest number of factors.")
    }
}
